"""What happens to how people sign in goes into the audit trail, whoever did it and by whichever way."""
