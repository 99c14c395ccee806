"""Tells other systems, over HTTP, what waits for them in the store's outbox of webhooks."""
