"""The history of the schema as Alembic revisions, and running them from the installed package."""
