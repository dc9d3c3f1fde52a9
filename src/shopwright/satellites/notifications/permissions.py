"""Rights over mails."""

MAILS_READ = "mails:read"

MEANINGS = {MAILS_READ: "See what the shop's mails look like."}
