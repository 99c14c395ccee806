"""Feeding a store: from the folders of a replay, or from Kafka."""
