"""Tests of the window; they need no display."""
