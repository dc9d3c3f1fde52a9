"""What customers say of products, and what the shop and its vendors answer."""
