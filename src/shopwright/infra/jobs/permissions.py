"""Rights over background work."""

JOBS_READ = "jobs:read"
JOBS_WRITE = "jobs:write"
