"""Guests of the chain: kept clean, found by whatever is known of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.catalogue.guests import AddGuest, ChangeGuest, Guest, GuestProfile
from desk_app.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from desk_app.domain.permissions import Actor, Role
from desk_app.services.guests import CHAIN, GuestService
from tests.integration.services.conftest import Managed
from tests.integration.services.lost_answers import next_commit_answer_lost

NUNEZ = GuestProfile(
    last_name="Núñez de la Vega",
    first_name="María José",
    phone="911 222 333",
    email="mj@vega.example.com",
    country="es",
    language="es",
)


def add(managed: Managed, last_name: str, **more: str) -> Guest:
    return managed.guests.add(AddGuest(profile=GuestProfile(last_name=last_name, **more)))


def test_a_guest_is_kept_with_an_international_phone_number(managed: Managed) -> None:
    guest = managed.guests.add(AddGuest(profile=NUNEZ))
    assert guest.profile == replace(NUNEZ, phone="+34911222333", country="ES")
    assert managed.guests.get(guest.id) == guest
    assert guest.details.guest_id == guest.id


def test_a_guest_is_found_by_any_part_of_what_is_known(managed: Managed) -> None:
    guest = managed.guests.add(AddGuest(profile=NUNEZ))
    other = add(managed, "Smith", phone="+1 212 555 0100", email="s@example.com")
    for text in (
        "nunez",
        "NÚÑ",
        "vega mar",
        "jos",
        "maria nun",
        "911 222 333",
        "+34 911 222 333",
        "911222",
        "222333",
        "mj@vega",
    ):
        assert managed.guests.find(text) == [guest], text
    assert managed.guests.find("(212) 555") == [other]
    for text in ("", "ñez", "unez", "%", "_", "zz", "123", "'; DROP TABLE guest; --", "é" * 9_999):
        assert managed.guests.find(text) == [], text


def test_names_come_in_order_and_no_more_than_asked_for(managed: Managed) -> None:
    names = ["Garcia Zoe", "Garcia Ana", "Lopez Garcia", "Garciano", "Perez"]
    for name in names:
        add(managed, name)
    found = [guest.profile.last_name for guest in managed.guests.find("garcia")]
    assert found == ["Garcia Ana", "Garcia Zoe", "Garciano", "Lopez Garcia"]
    assert len(managed.guests.find("garcia", limit=2)) == 2


def test_names_in_any_script_are_kept_and_found(managed: Managed) -> None:
    for name in ("محمد", "李小龙", "👩\u200d🚀 Rocket", "O'Brien-Śmiałek"):
        guest = add(managed, name)
        assert guest.profile.last_name == name
    assert managed.guests.find("李")[0].profile.last_name == "李小龙"
    assert managed.guests.find("محمد")[0].profile.last_name == "محمد"


def test_two_people_at_one_profile_the_second_learns_who_was_first(managed: Managed) -> None:
    guest = add(managed, "Smith")
    paul = GuestService(managed.stores, Actor("paul", Role.RECEPTIONIST), "ES")
    city = ChangeGuest(
        guest_id=guest.id, version=guest.version, profile=replace(guest.profile, notes="quiet")
    )
    assert paul.change(city).version == 2
    with pytest.raises(Conflict) as refused:
        managed.guests.change(replace(city, profile=replace(guest.profile, first_name="Jo")))
    assert (refused.value.changed_by, refused.value.fields) == (
        "paul",
        ("first_name", "name_key", "notes"),
    )
    event = managed.trail("chain", CHAIN)[-1]
    assert (event.actor, event.detail) == ("paul", {"notes": ["", "quiet"]})


def test_adding_whose_commit_was_not_answered_adds_one(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with next_commit_answer_lost(monkeypatch):
        add(managed, "Smith")
    assert len(managed.guests.find("smith")) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"last_name": " "}, "last_name"),
        ({"last_name": "x" * 10_000}, "last_name"),
        ({"notes": "visa 4111-1111-1111-1111 12/29"}, "notes"),
        ({"country": "Spain"}, "country"),
        ({"language": "ñ"}, "language"),
    ],
)
@pytest.mark.layouts("sqlite")
def test_what_makes_no_sense_is_refused_at_its_field(
    managed: Managed, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(managed, **({"last_name": "Smith"} | wrong))
    assert refused.value.field == field
    assert managed.guests.find("s") == []


@pytest.mark.layouts("sqlite")
def test_a_number_of_no_known_country_stays_as_it_was_typed(managed: Managed) -> None:
    nowhere = GuestService(managed.stores, Actor("maria", Role.MANAGER))
    guest = nowhere.add(AddGuest(profile=GuestProfile(last_name="Smith", phone="555 0100")))
    assert guest.profile.phone == "555 0100"
    with pytest.raises(NotFound):
        nowhere.get(1)
    with pytest.raises(NotAllowed):
        GuestService(managed.stores, Actor("worker", Role.WORKER)).add(AddGuest(profile=NUNEZ))
