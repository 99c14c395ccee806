"""Labelled worlds: a made-up sales firm whose orders are known to be honest or not."""
