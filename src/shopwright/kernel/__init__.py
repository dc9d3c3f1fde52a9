"""Ideas in pure Python: money, ids, time, errors, text."""
