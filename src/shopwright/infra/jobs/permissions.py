"""Rights over background work."""

JOBS_READ = "jobs:read"
JOBS_WRITE = "jobs:write"

MEANINGS = {
    JOBS_READ: "See background work: what waits, what is run, what failed.",
    JOBS_WRITE: "Run failed background work again, or throw it away.",
}
