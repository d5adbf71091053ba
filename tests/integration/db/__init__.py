"""The database floor against real servers."""
