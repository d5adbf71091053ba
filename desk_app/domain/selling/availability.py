"""What may be sold on a night, and how rivals for the same night are kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DEFAULT_OVERBOOKING_BP = 1_000
"""10 %, in basis points: what a hotel oversells unless it says otherwise."""


class Locking(StrEnum):
    """Four ways to keep rivals apart, one face (`db.selling.inventory`)."""

    OPTIMISTIC = "optimistic"  # the version read must still stand; then guarded for 2 s
    GUARDED = "guarded"  # one conditional UPDATE that can not lose to a rival
    PESSIMISTIC = "pessimistic"  # SELECT ... FOR UPDATE in key order
    CONSTRAINT = "constraint"  # UPDATE, and let the CHECK refuse


def total_inventory(total_rooms: int, overbooking_bp: int) -> int:
    """Rooms that may be sold: floor(physical rooms x (1 + overbooking rate)), in integers."""
    return total_rooms * (10_000 + overbooking_bp) // 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class NightInventory:
    """One room type on one night. Counts are rooms."""

    room_type_id: int
    stay_date: date
    total_inventory: int
    closed_rooms: int
    allowed_over: int
    total_reserved: int
    version: int

    @property
    def balance(self) -> int:
        """Rooms that may still be sold; negative when overcommitted."""
        return self.total_inventory - self.closed_rooms - self.total_reserved

    @property
    def left(self) -> int:
        return max(0, self.balance)

    @property
    def overcommitted(self) -> bool:
        return self.balance < 0

    def oversold(self, total_rooms: int) -> int:
        """Guests that may have to be walked: reserved above the physical rooms that are open."""
        return max(0, self.total_reserved - max(0, total_rooms - self.closed_rooms))


def full_nights(nights: Sequence[NightInventory], wanted: int) -> list[date]:
    """The stay dates on which fewer than ``wanted`` rooms are left, ascending."""
    return sorted(night.stay_date for night in nights if night.balance < wanted)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Demand:
    """Rooms of one type on each night of ``[check_in, check_out)``. Sorts in lock order."""

    room_type_id: int
    check_in: date
    check_out: date
    rooms: int

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days
