"""Reports that come by themselves: what is in them, when, and to whom."""
