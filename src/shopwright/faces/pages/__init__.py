"""What pages for people share, whoever they are for: sites, words, templates, forms, and asking the API."""
