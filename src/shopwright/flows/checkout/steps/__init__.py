"""Steps of the checkout."""
