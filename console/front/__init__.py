"""The page at the console's own address: sign in, see what asks for a look, find the API."""
