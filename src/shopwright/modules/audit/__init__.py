"""Who did what, when and from where, in a chain that shows tampering."""
