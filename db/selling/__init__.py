"""Statements of selling: inventory, reservations, payments, refunds, the worker's queue."""
