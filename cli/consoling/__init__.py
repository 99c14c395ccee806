"""Parts of `transferwatch console`."""
