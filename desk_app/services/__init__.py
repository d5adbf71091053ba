"""What a desk can do, one module a service."""
