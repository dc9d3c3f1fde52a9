"""Who works here and how the machines are: accounts, keys, settings, webhooks, jobs, mails, the trail, health."""
