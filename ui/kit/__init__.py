"""What every screen is made of: tokens, theme, icons, the grid, and small widgets."""
