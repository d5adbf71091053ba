"""Values and rules of selling: availability, prices, bookings, money back."""
