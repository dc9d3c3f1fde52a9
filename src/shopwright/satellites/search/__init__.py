"""What lists, searches and product pages show, made ready when a product changes."""
