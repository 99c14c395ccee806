"""What the commands `cases` and `outbox` do: working on cases, and delivering decisions."""
