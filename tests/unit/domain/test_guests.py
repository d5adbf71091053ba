"""The profile of a guest: cleaned as it is made, found by its key, taken over by a booking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from desk_app.domain.catalogue.guests import Guest, GuestProfile
from desk_app.domain.errors import InvalidInput
from desk_app.domain.selling.bookings import GuestDetails


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_name": ""}, "last_name"),
        ({"first_name": "x" * 121}, "first_name"),
        ({"phone": "4111 1111 1111 1111"}, "phone"),
        ({"email": "ana"}, "email"),
        ({"country": "Spain"}, "country"),
        ({"language": "Spanish!"}, "language"),
        ({"language": "x" * 17}, "language"),
        ({"language": "\u00e9s"}, "language"),
        ({"notes": "visa 4111-1111-1111-1111"}, "notes"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        GuestProfile(**{"last_name": "Garcia"} | wrong)
    assert refused.value.field == field


def test_a_profile_is_cleaned() -> None:
    profile = GuestProfile(
        last_name=" Nu\u0301n\u0303ez ", country="es", language=" pt-BR ", notes="a\r\nb "
    )
    assert (profile.last_name, profile.country) == ("N\u00fa\u00f1ez", "ES")
    assert (profile.language, profile.notes) == ("pt-BR", "a\nb")


def test_a_guest_is_found_by_last_and_first_name() -> None:
    assert GuestProfile(last_name="O'Brien", first_name="Zo\u00eb").name_key == "o brien zoe"
    longest = GuestProfile(last_name="\ufdfa" * 120, first_name="x" * 120)  # 18 letters each
    assert len(longest.name_key) == 250


def test_a_booking_takes_over_who_the_guest_is_and_how_to_reach_them() -> None:
    profile = GuestProfile(
        last_name="Garcia",
        first_name="Ana",
        phone="+34911222333",
        email="a@b.es",
        country="ES",
        notes="allergic",
    )
    guest = Guest(
        id=5,
        profile=profile,
        version=1,
        changed_by="maria",
        changed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert guest.details == GuestDetails(
        last_name="Garcia", first_name="Ana", phone="+34911222333", email="a@b.es", guest_id=5
    )
