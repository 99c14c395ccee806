"""One revision per file, each with the columns of its own time."""
