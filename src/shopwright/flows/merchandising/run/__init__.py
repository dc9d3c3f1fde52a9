"""What a merchant does: create, change, remove and import products."""
