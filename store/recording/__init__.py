"""The recorder: records of the topics, or lines of a folder, into tables, idempotently and in bulk."""
