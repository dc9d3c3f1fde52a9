"""The shop's own configuration: what staff has changed of the settings, and since when."""
