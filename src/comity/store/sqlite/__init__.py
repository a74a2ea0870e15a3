"""Django's SQLite, whose writers queue up (`base`, where Django looks for a database's engine)."""
