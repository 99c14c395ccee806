"""Reports for people: flagged or held orders as a table, Excel, CSV or HTML."""
