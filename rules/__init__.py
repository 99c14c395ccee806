"""The content of judging: one sign = `name.py` + `name.yml`; credit plans; the pack's own parameters."""
