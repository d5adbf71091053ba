"""Revisions of the reservation store, oldest first."""
