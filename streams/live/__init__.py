"""The running worker: chunks of records in, judgements out, each flush of a partition one Kafka transaction."""
