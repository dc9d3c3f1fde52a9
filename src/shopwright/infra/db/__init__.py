"""The database: engine, column types, dialect differences."""
