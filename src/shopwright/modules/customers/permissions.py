"""Rights over customers' profiles and addresses."""

CUSTOMERS_READ = "customers:read"

MEANINGS = {CUSTOMERS_READ: "See customers' profiles, addresses and what they bought."}
