"""Webhooks: other systems are told of alerts and cases by an outbox of their own."""
