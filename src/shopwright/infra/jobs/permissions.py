"""Rights over background work."""

JOBS_READ = "jobs:read"
JOBS_WRITE = "jobs:write"

MEANINGS = {
    JOBS_READ: "See background work that failed for good.",
    JOBS_WRITE: "Run failed background work again.",
}
