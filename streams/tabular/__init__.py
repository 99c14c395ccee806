"""Tables of any CRM (CSV, Excel) to the contract's events, by a mapping file that a person can read."""
