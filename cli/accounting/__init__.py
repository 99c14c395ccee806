"""What the `accounts` commands do and say."""
