"""Revisions of the rate store, oldest first."""
