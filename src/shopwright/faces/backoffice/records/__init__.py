"""Simple records, a brand or a tax zone: one list and one form for all, made of what the API says that it takes."""
