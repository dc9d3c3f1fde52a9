"""Rights over analytics."""

ANALYTICS_READ = "analytics:read"

MEANINGS = {ANALYTICS_READ: "See what sells, to whom, and what is looked for."}
