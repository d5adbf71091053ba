"""The services, on real stores."""
