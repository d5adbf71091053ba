"""A small hotel on real stores, with a desk, a worker and a payment sandbox."""
