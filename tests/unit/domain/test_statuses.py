"""Which state of a reservation may follow which."""

from __future__ import annotations

import pytest

from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.selling.statuses import GAVE_UP_ROOMS, HOLDS_ROOMS, Status, may_follow

ALLOWED = {
    "PENDING CONFIRMED",
    "PENDING REJECTED",
    "PENDING EXPIRED",
    "PENDING CANCELLED",
    "EXPIRED CONFIRMED",  # late money, rooms retaken
    "CONFIRMED CHECKED_IN",
    "CONFIRMED CANCELLED",
    "CONFIRMED NO_SHOW",
    "CONFIRMED WALKED",
    "CHECKED_IN CHECKED_OUT",
}
FINAL = {"CHECKED_OUT", "REJECTED", "CANCELLED", "NO_SHOW", "WALKED"}


@pytest.mark.parametrize("before", list(Status))
def test_each_state_is_followed_by_those_of_the_design_and_no_other(before: Status) -> None:
    for after in Status:
        assert may_follow(before, after) == (f"{before} {after}" in ALLOWED), (before, after)


def test_what_is_over_stays_over() -> None:
    ended = {before for before in Status if not any(may_follow(before, each) for each in Status)}
    assert ended == FINAL


def test_a_reservation_either_holds_rooms_or_gave_them_up_or_its_guest_left() -> None:
    assert not HOLDS_ROOMS & GAVE_UP_ROOMS
    assert set(Status) - HOLDS_ROOMS - GAVE_UP_ROOMS == {"CHECKED_OUT", "NO_SHOW", "WALKED"}


@pytest.mark.parametrize("method", list(PaymentMethod))
def test_cash_and_paying_later_need_no_processor(method: PaymentMethod) -> None:
    assert method.uses_processor == (method.value in {"card", "terminal", "link"})
