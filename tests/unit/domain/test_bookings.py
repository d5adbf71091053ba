"""The submitted booking form: what is refused at which field, and what makes it another form."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import Money
from desk_app.domain.selling.bookings import (
    KEY_LENGTH,
    MOST_ROOMS,
    BookingRequest,
    GuestDetails,
    RoomRequest,
    check_key,
)
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.stays import Stay

FORM: dict[str, Any] = {
    "key": "k-1",
    "hotel_id": 1,
    "stay": Stay(date(2027, 3, 12), date(2027, 3, 15)),
    "rooms": (RoomRequest(room_type_id=11), RoomRequest(room_type_id=12, adults=1)),
    "guest": GuestDetails(last_name="GARCIA", first_name="Ana", phone="+34 911", guest_id=5),
    "method": PaymentMethod.CARD,
    "token": "pm_card_visa",
    "reader_id": None,
    "rate_plan_id": None,
    "expected_total": None,
    "agreed_price": None,
    "oversell": False,
    "source": "desk",
    "notes": "late arrival",
}

OTHERS: dict[str, list[Any]] = {
    "hotel_id": [2],
    "stay": [
        Stay(date(2027, 3, 11), date(2027, 3, 15)),
        Stay(date(2027, 3, 12), date(2027, 3, 16)),
    ],
    "rooms": [
        FORM["rooms"][:1],
        FORM["rooms"] + FORM["rooms"][:1],
        (replace(FORM["rooms"][0], room_type_id=13), FORM["rooms"][1]),
        (replace(FORM["rooms"][0], adults=3), FORM["rooms"][1]),
        (replace(FORM["rooms"][0], children=1), FORM["rooms"][1]),
    ],
    "guest": [
        replace(FORM["guest"], last_name="GARCIAS"),
        replace(FORM["guest"], first_name="Eva"),
        replace(FORM["guest"], phone="+34 912"),
        replace(FORM["guest"], email="ana@example.com"),
        replace(FORM["guest"], guest_id=6),
        replace(FORM["guest"], guest_id=None),
    ],
    "method": [PaymentMethod.CASH, PaymentMethod.LINK],
    "token": ["pm_card_mastercard"],
    "reader_id": ["tmr_1"],
    "rate_plan_id": [0, 21],
    "expected_total": [Money(1, "USD"), Money(0, "USD"), Money(1, "CLP")],
    "agreed_price": [Money(1, "USD"), Money(0, "USD")],
    "oversell": [True],
    "source": ["web"],
    "notes": ["", "late\narrival"],
}


def form(**changed: Any) -> BookingRequest:
    return BookingRequest(**FORM | changed)


def test_the_same_body_has_the_same_hash_under_any_key() -> None:
    assert form().body_hash() == form(key="another").body_hash()
    assert len(form().body_hash()) == 64


def test_a_body_typed_with_other_spaces_is_the_same_body() -> None:
    sloppy = GuestDetails(last_name=" GARCIA ", first_name="Ana\n", phone="+34  911", guest_id=5)
    assert form(guest=sloppy, notes=" late arrival ").body_hash() == form().body_hash()


def test_the_hash_of_a_body_stays_the_same_over_versions() -> None:
    """It is stored: a desk that is updated between two tries must know its own form again."""
    assert form().body_hash() == HASH_OF_THE_FORM


HASH_OF_THE_FORM = "0b27580b880160981bc9a2889dd6a9c491eb471c418843d21c6ee95a9ebba9f4"


def test_every_field_of_the_form_is_tried() -> None:
    assert set(OTHERS) == {each.name for each in fields(BookingRequest)} - {"key"}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in OTHERS.items() for value in values]
)
def test_any_other_field_makes_another_body(name: str, value: Any) -> None:
    assert form(**{name: value}).body_hash() != form().body_hash()


@pytest.mark.parametrize("key", ["", "a b", "x" * (KEY_LENGTH + 1), "\u00e9", "a\n", "\x7f", "\t"])
def test_a_key_is_short_printable_ascii(key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        form(key=key)
    assert refused.value.field == "key"


@given(key=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64))
def test_any_other_key_is_taken_as_it_is(key: str) -> None:
    assert check_key(key) == key


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rooms": ()}, "rooms"),
        ({"rooms": (RoomRequest(room_type_id=1),) * (MOST_ROOMS + 1)}, "rooms"),
        ({"token": None}, "pay"),
        ({"token": ""}, "pay"),
        ({"token": "4111111111111111"}, "pay"),
        ({"token": "tok_visa"}, "pay"),
        ({"token": "pm_" + "x" * 98}, "pay"),
        ({"token": "pm_card visa"}, "pay"),
        ({"token": "pm_card/../x"}, "pay"),
        ({"token": "pm_\u00e9"}, "pay"),
        ({"method": PaymentMethod.CASH, "token": "x"}, "pay"),
        ({"method": PaymentMethod.TERMINAL, "token": None}, "reader"),
        ({"method": PaymentMethod.TERMINAL, "token": None, "reader_id": ""}, "reader"),
        ({"reader_id": "tmr 1"}, "reader"),
        ({"reader_id": "../refunds"}, "reader"),
        ({"reader_id": "x" * 101}, "reader"),
        ({"agreed_price": Money(-1, "USD")}, "price"),
        ({"notes": "4111 1111 1111 1111"}, "notes"),
        ({"notes": "x" * 2_001}, "notes"),
        ({"source": "x" * 33}, "source"),
        ({"guest": GuestDetails(last_name=" ")}, "last_name"),
        ({"guest": GuestDetails(last_name="\u200b")}, "last_name"),
        ({"guest": GuestDetails(last_name="x" * 121)}, "last_name"),
        ({"guest": GuestDetails(last_name="A", first_name="\u202eb")}, "first_name"),
        ({"guest": GuestDetails(last_name="A", phone="call")}, "phone"),
        ({"guest": GuestDetails(last_name="A", phone="4111 1111 1111 1111")}, "phone"),
        ({"guest": GuestDetails(last_name="A", email="a@b")}, "email"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        form(**wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "right",
    [
        {"rooms": (RoomRequest(room_type_id=1),) * MOST_ROOMS},
        {"method": PaymentMethod.CASH, "token": None},
        {"method": PaymentMethod.TERMINAL, "token": None, "reader_id": "tmr_sandbox"},
        {"agreed_price": Money(0, "USD")},
        {"token": "pm_" + "x" * 97},
        {"token": "pm_1MqLiJLkdIwHu7ixUEgbFdYn"},
        {"notes": ""},
    ],
)
def test_a_form_at_the_edge_of_sense_is_taken(right: dict[str, Any]) -> None:
    form(**right)


def test_a_guest_is_cleaned_as_the_form_is_made() -> None:
    guest = form(guest=GuestDetails(last_name="  Le\u0301on ", email=" a@b.es ")).guest
    assert (guest.last_name, guest.email) == ("L\u00e9on", "a@b.es")
    assert guest.checked() == guest


@pytest.mark.parametrize(
    ("party", "field"), [({"adults": 0}, "adults"), ({"children": -1}, "children")]
)
def test_a_room_needs_an_adult(party: dict[str, int], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        RoomRequest(room_type_id=1, **party)
    assert refused.value.field == field
