"""Revisions of the chain store, oldest first."""
