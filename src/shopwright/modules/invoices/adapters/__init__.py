"""How documents become files."""
