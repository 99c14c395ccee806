"""Decisions of people: what one would change, whether it would hold, and writing it down."""
