"""What the command `webhooks` does, and the console beside its requests: delivering events to other systems."""
