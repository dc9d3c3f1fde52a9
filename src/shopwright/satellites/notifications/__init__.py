"""Mails that tell people what happened: heard, rendered and sent beside the shop's own work."""
