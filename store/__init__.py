"""What is kept for people: schema, migrations, recorder, queries, accounts, audit; SQLite or PostgreSQL by one URL."""
