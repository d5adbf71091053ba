"""The states of a reservation, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    PENDING = "PENDING"  # rooms held while payment is made
    CONFIRMED = "CONFIRMED"
    CHECKED_IN = "CHECKED_IN"
    CHECKED_OUT = "CHECKED_OUT"
    REJECTED = "REJECTED"  # the payment was declined
    EXPIRED = "EXPIRED"  # the payment did not come in time
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"
    WALKED = "WALKED"


NEXT: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset(
        {Status.CONFIRMED, Status.REJECTED, Status.EXPIRED, Status.CANCELLED}
    ),
    Status.EXPIRED: frozenset({Status.CONFIRMED}),  # late money, rooms retaken
    Status.CONFIRMED: frozenset(
        {Status.CHECKED_IN, Status.CANCELLED, Status.NO_SHOW, Status.WALKED}
    ),
    Status.CHECKED_IN: frozenset({Status.CHECKED_OUT}),
}

HOLDS_ROOMS = frozenset({Status.PENDING, Status.CONFIRMED, Status.CHECKED_IN})
GAVE_UP_ROOMS = frozenset({Status.REJECTED, Status.EXPIRED, Status.CANCELLED})


def may_follow(before: Status, after: Status) -> bool:
    return after in NEXT.get(before, frozenset())
