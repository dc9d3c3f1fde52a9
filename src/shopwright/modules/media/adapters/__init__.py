"""Who decodes, and who looks for viruses."""
