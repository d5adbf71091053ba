"""Tests of the gateways against the real sandbox, over real HTTP."""
