"""The demo hotels: everything a desk shows is there, adds up, and is loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from xml.etree import ElementTree

import pytest

import db.stores
from db.auditing import audit
from db.stores import Stores, open_stores
from desk_app.demo import DemoReport, load_demo
from desk_app.demo.blueprint import HOTELS, read_blueprint
from desk_app.demo.invented import invented_bookings
from desk_app.demo.resort import resort_bookings
from desk_app.demo.room_chart import assign_rooms
from tests.integration.demo_checks import (
    TODAY,
    check_guests,
    check_house,
    check_money,
    check_nights_worth_looking_at,
    check_rates,
    check_rooms_held,
    fingerprint,
    rows,
)
from tests.servers.schema import StoreUrls


class BrokenOff(Exception):
    pass


@pytest.fixture
def stores(layout_urls: StoreUrls) -> Iterator[Stores]:
    opened = open_stores(
        db.stores.StoreUrls(
            chain=layout_urls.chain, rate=layout_urls.rate, reservation=layout_urls.reservation
        )
    )
    yield opened
    opened.close()


def in_silence(_done: int, _total: int) -> None:
    pass


def load(stores: Stores) -> DemoReport:
    return load_demo(stores, TODAY, "tester", in_silence)


def test_the_demo_is_whole_and_a_second_load_changes_nothing(stores: Stores) -> None:
    first = load(stores)
    before = fingerprint(stores)
    second = load(stores)

    assert first.changed
    assert not second.changed
    assert fingerprint(stores) == before
    assert audit(stores).breaches == ()
    check_house(stores)
    check_rates(stores)
    check_rooms_held(stores)
    check_money(stores)
    check_nights_worth_looking_at(stores)
    check_guests(stores)


@pytest.mark.parametrize("step", [1, 4, 5, 8])
@pytest.mark.layouts("sqlite")
def test_broken_off_at_any_step_it_is_completed(stores: Stores, step: int) -> None:
    def break_off(done: int, total: int) -> None:
        if done == step:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        load_demo(stores, TODAY, "tester", break_off)
    load(stores)

    assert not load(stores).changed
    assert rows(stores.chain, "SELECT COUNT(*) FROM hotel") == [(3,)]
    assert rows(stores.reservation, "SELECT COUNT(*) FROM business_date") == [(3,)]
    check_guests(stores)


@pytest.mark.layouts("sqlite")
def test_a_listed_hotel_can_be_sold_however_the_load_ends(stores: Stores) -> None:
    def compare(_done: int, _total: int) -> None:
        listed = {id_ for (id_,) in rows(stores.chain, "SELECT id FROM hotel")}
        sellable = {
            id_ for (id_,) in rows(stores.reservation, "SELECT hotel_id FROM business_date")
        }
        priced = {id_ for (id_,) in rows(stores.rate, "SELECT hotel_id FROM rate_plan")}
        assert listed <= sellable <= priced

    load_demo(stores, TODAY, "tester", compare)


@pytest.mark.layouts("sqlite")
def test_without_a_day_it_is_each_hotels_own_today(stores: Stores) -> None:
    report = load_demo(stores, None, "tester", in_silence)

    dates = dict(rows(stores.reservation, "SELECT hotel_id, business_date FROM business_date"))
    assert {id_: str(day) for id_, day in dates.items()} == {
        hotel.id: str(hotel.today) for hotel in report.hotels
    }
    latest = "SELECT MAX(created_at) FROM reservation"
    now = stores.reservation.read(lambda unit: unit.now).replace(tzinfo=None)
    assert str(rows(stores.reservation, latest)[0][0]) <= str(now)
    assert audit(stores).breaches == ()


@pytest.mark.parametrize("offset", [*range(7), 100, 200, 283, 300])
def test_on_any_day_everyone_who_came_had_a_room(offset: int) -> None:
    today = TODAY + timedelta(days=offset)
    for file in HOTELS:
        hotel = read_blueprint(file)
        draw = resort_bookings if file == "algarve" else invented_bookings
        bookings = draw(hotel, today)

        assert assign_rooms(hotel, bookings, today)
        assert all(booking.booked_on <= today for booking in bookings)
        sold: dict[tuple[str, date], int] = {}
        for booking in bookings:
            for room in booking.rooms if booking.cancelled_on is None else ():
                for night in booking.stay.dates():
                    key = room.type_code, night
                    sold[key] = sold.get(key, 0) + 1
        assert all(rooms <= hotel.kind(code).sellable for (code, _), rooms in sold.items())


def test_every_picture_is_a_small_well_formed_drawing() -> None:
    drawings = [
        drawing
        for folder in files("resources").joinpath("pictures").iterdir()
        for drawing in folder.iterdir()
    ]
    assert len(drawings) >= 20
    for drawing in drawings:
        content = drawing.read_text("utf-8")
        root = ElementTree.fromstring(content)  # noqa: S314 - our own files
        assert root.get("viewBox") == "0 0 960 640", drawing
        assert root.find("{http://www.w3.org/2000/svg}title") is not None, drawing
        assert len(content) < 50_000, drawing
        assert "href" not in content, drawing
