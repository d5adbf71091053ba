"""The ``desk`` command, one module a group of commands."""
