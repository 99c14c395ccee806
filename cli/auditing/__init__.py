"""What the `audit` commands do: verifying, anchoring, judging a case again."""
