"""The staff side of the house: every write to hotels, rooms, rates and inventory."""

from desk_app.services.management.hotels import HotelEdits
from desk_app.services.management.rates import RateEdits
from desk_app.services.management.rooms import RoomEdits

__all__ = ["HotelManagementService"]


class HotelManagementService(HotelEdits, RoomEdits, RateEdits):
    """All edits behind one face; each checks who may, compares versions, and is audited."""
