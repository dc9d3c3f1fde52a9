"""How the shop's machines are: asked by the API, the command line and whoever collects metrics."""
