"""The local service layer: what a desk can do. No Qt and no SQL in here."""
