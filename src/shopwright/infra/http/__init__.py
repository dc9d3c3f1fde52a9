"""HTTP glue: problem documents, limits, headers, the documentation pages."""
