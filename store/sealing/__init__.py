"""Secrets that must be read back, encrypted under a key that stands outside the database."""
