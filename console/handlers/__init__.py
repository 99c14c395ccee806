"""The routes of the API, each a short way from the store to what may be seen."""
