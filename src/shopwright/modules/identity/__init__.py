"""Who people are: accounts, sessions, roles and their rights."""
