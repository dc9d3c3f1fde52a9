"""What a person may ask about his own data: all of it in one archive, or that it goes."""
