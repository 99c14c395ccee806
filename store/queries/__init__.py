"""Questions to a store: the auditors' ones, each answered in pages that an index leads to."""
