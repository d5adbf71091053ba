"""The outside payment company, and the sandbox that plays it."""
