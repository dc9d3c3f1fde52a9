"""The back office under /admin: pages for staff and vendors, which ask the API and nothing else."""
