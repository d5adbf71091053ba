"""Tests of the gateways that need no server."""
