"""Who shows: HTTP API and command line."""
