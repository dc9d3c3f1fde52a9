"""Machines: settings, database, work, jobs, HTTP glue, cache, logs."""
