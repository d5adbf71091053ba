"""Statements of what is sold: hotels, rooms, plans, prices, nights opened for sale."""
