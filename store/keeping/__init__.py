"""How long things are kept, whose name and texts are removed, and copies of a whole store."""
