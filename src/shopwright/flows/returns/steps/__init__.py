"""Steps of taking an order back."""
