"""Tests of the db floor that need no server."""
