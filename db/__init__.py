"""Every SQL line: tables, statements, transactions, migrations."""
