"""Stock: a ledger of movements, levels that are its sum, and promises that expire."""
