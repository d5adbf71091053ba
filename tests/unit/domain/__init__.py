"""Tests of the rules, without any store."""
