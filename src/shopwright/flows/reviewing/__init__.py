"""Reviews of other shops, brought in from files."""
