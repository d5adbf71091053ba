"""Values of what is sold: hotels, room types, rooms, guests, and changes to them."""
