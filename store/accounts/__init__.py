"""Who may sign in, and how that is proved: local accounts, second factors, keys, sessions, signed links."""
