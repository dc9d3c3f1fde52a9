"""Steps of handling personal data."""
