"""What the shop sells: products, options, variants, pictures, tags, and the tree of categories."""
