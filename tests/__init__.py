"""The suite, laid out as the source is. It runs against real servers of its own."""
