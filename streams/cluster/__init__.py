"""Housekeeping of a Kafka cluster for people: topics, publishing, dead letters, status; none of it runs in a worker."""
