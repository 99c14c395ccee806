"""Comparing judgements with the labels of a simulated world."""
