"""Who listens: derived tables and outgoing messages."""
