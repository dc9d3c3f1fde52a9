"""Orders: snapshots of what was bought, where it goes, what was paid, and how it moved along."""
