"""What customers wish for: lists of goods, what is saved for later, and alerts of goods that come back."""
