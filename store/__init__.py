"""What is kept for people: schema, migrations, recorder, queries; SQLite or PostgreSQL by one URL."""
