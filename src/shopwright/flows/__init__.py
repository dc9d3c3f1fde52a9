"""What a shop does across nouns: one folder a journey, no tables."""
