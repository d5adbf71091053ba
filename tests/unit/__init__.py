"""Rules and values: no database, no server, no network."""
