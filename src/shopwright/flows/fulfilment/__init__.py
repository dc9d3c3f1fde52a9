"""From a confirmed order to goods that have arrived."""
