"""The people's side: who may see and do what, and soon the API and the pages."""
