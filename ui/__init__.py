"""Every Qt line. Knows ``desk_app`` and nothing below it."""
