"""Background work: a queue and an outbox in the database, at least once."""
