"""Finding a thing of the shop by what one remembers of it, whatever it is."""
