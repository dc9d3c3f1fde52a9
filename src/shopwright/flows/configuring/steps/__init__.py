"""How a configuration is written into a file, and read from one."""
