"""From nothing to a shop that one can look at."""
