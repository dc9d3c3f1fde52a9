"""Rights over customers' profiles and addresses."""

CUSTOMERS_READ = "customers:read"
