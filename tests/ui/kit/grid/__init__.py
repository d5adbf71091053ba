"""Tests of the grid that every large screen stands on."""
