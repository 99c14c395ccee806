"""What is kept for people: schema, migrations, queries, accounts, audit chain."""
