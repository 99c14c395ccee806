"""The audit trail: a SHA-256 chain of who did what, anchored outside the database, and its verification."""
