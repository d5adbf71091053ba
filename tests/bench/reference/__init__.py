"""Hand-written references: the least that could do the same work, to be measured beside it."""
