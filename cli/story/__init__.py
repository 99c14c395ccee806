"""The story of an order in words: sections of lines, in zh or en."""
