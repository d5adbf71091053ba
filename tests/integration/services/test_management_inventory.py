"""Overbooking, cuts, closures and opened nights: what may be sold, and what is only marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.catalogue import hotels
from db.errors import CheckRefused
from db.selling import inventory
from db.tables.reservation import room_inventory
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.catalogue.management import (
    AddRoomType,
    ChangeHotel,
    ChangeRoomType,
    HotelDetails,
    RoomTypeDetails,
    SetHotelStanding,
    SetRoomTypeStanding,
)
from desk_app.domain.catalogue.rate_changes import CloseRooms
from desk_app.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from desk_app.domain.permissions import Role
from tests.house.building import BUSINESS_DATE
from tests.integration.services.conftest import (
    HOTEL,
    HUNDRED,
    LAST,
    NIGHTS,
    NINE,
    TEN,
    Managed,
)

SECOND = BUSINESS_DATE + timedelta(days=1)


def set_rooms(managed: Managed, total: int, room_type_id: int = TEN) -> None:
    kind = managed.kind(room_type_id)
    managed.management.change_room_type(
        ChangeRoomType(
            hotel_id=HOTEL,
            room_type_id=room_type_id,
            version=kind.version,
            details=replace(RoomTypeDetails.of(kind), total_rooms=total),
        )
    )


def set_type_overbooking(managed: Managed, rate: int | None, room_type_id: int = TEN) -> None:
    kind = managed.kind(room_type_id)
    managed.management.change_room_type(
        ChangeRoomType(
            hotel_id=HOTEL,
            room_type_id=room_type_id,
            version=kind.version,
            details=replace(RoomTypeDetails.of(kind), overbooking_bp=rate),
        )
    )


def set_overbooking(managed: Managed, rate: int) -> None:
    hotel = managed.hotels.page(HOTEL).hotel
    details = replace(HotelDetails.of(hotel), overbooking_bp=rate)
    managed.management.change_hotel(
        ChangeHotel(hotel_id=HOTEL, version=hotel.version, details=details)
    )


def close(rooms: int, first: date = BUSINESS_DATE, last: date = BUSINESS_DATE) -> CloseRooms:
    return CloseRooms(
        hotel_id=HOTEL, room_type_id=TEN, first=first, last=last, rooms=rooms, reason="painting"
    )


@pytest.mark.parametrize(("kind", "sold"), [(TEN, 11), (HUNDRED, 110), (NINE, 9)])
def test_ten_per_cent_above_the_rooms_are_sold_rounded_down(
    managed: Managed, kind: int, sold: int
) -> None:
    assert managed.sell(sold, kind)
    assert not managed.sell(1, kind)
    assert managed.night(room_type_id=kind).allowed_over == 0


def test_a_room_type_may_have_a_rate_of_its_own(managed: Managed) -> None:
    set_type_overbooking(managed, 2_500)
    assert {night.total_inventory for night in managed.nights(TEN)} == {12}
    set_overbooking(managed, 0)
    assert {night.total_inventory for night in managed.nights(TEN)} == {12}
    assert {night.total_inventory for night in managed.nights(HUNDRED)} == {100}
    set_type_overbooking(managed, None)
    assert {night.total_inventory for night in managed.nights(TEN)} == {10}


def test_more_rooms_can_be_sold_at_once(managed: Managed) -> None:
    assert managed.sell(11)
    set_rooms(managed, 20)
    assert managed.night().total_inventory == 22
    assert managed.sell(11)
    assert not managed.sell(1)


def test_a_cut_below_what_is_sold_is_done_and_marked_where_it_hurts(managed: Managed) -> None:
    assert managed.sell(11)
    assert managed.sell(3, day=SECOND)
    set_rooms(managed, 5)
    cut, easy = managed.night(), managed.night(SECOND)
    assert (cut.total_inventory, cut.total_reserved, cut.allowed_over) == (5, 11, 6)
    assert (easy.total_inventory, easy.total_reserved, easy.allowed_over) == (5, 3, 0)
    assert [night.stay_date for night in managed.management.overcommitted(HOTEL)] == [BUSINESS_DATE]
    assert not managed.sell(1)
    assert managed.sell(2, day=SECOND)
    assert not managed.sell(1, day=SECOND)


def test_the_mark_shrinks_as_guests_cancel_and_ends_when_rooms_come_back(managed: Managed) -> None:
    assert managed.sell(11)
    set_rooms(managed, 5)
    managed.release(2)
    assert managed.night().allowed_over == 4
    assert not managed.sell(1)
    set_rooms(managed, 8)
    assert managed.night().allowed_over == 1
    set_rooms(managed, 10)
    assert managed.night().allowed_over == 0
    assert managed.sell(2)
    assert not managed.sell(1)


def test_the_check_refuses_a_cut_without_the_mark(managed: Managed) -> None:
    """Negative control: `allowed_over` is what lets a cut pass, and only where it is set."""
    assert managed.sell(11)
    cut = update(room_inventory).where(room_inventory.c.hotel_id == HOTEL)
    with pytest.raises(CheckRefused):
        managed.stores.reservation.write(lambda unit: unit.execute(cut.values(total_inventory=5)))
    assert managed.night().total_inventory == 11


def test_closed_rooms_are_not_sold(managed: Managed) -> None:
    assert managed.management.close_rooms(close(4, last=SECOND)) == ()
    assert managed.sell(7)
    assert not managed.sell(1)
    managed.management.close_rooms(close(0))
    assert managed.sell(4)
    assert managed.night(SECOND).closed_rooms == 4
    assert managed.night(SECOND + timedelta(days=1)).closed_rooms == 0


def test_a_closure_below_what_is_sold_names_the_nights_and_reopening_heals_them(
    managed: Managed,
) -> None:
    assert managed.sell(10)
    over = managed.management.close_rooms(close(5, last=SECOND))
    assert [(night.stay_date, night.allowed_over) for night in over] == [(BUSINESS_DATE, 4)]
    assert over[0].oversold(managed.kind().total_rooms) == 5
    assert managed.management.close_rooms(close(2))[0].allowed_over == 1
    assert managed.management.close_rooms(close(1)) == ()
    assert managed.night().allowed_over == 0


def test_a_closure_on_nights_that_moved_is_refused(managed: Managed) -> None:
    seen = {night.stay_date: night.version for night in managed.nights()}
    managed.acting_as("paul").close_rooms(close(2))
    mine = replace(close(3, last=SECOND), expected_versions=seen)
    with pytest.raises(Conflict) as refused:
        managed.management.close_rooms(mine)
    assert refused.value.changed_by == "paul"
    assert refused.value.fields == (f"{BUSINESS_DATE}",)
    assert managed.night(SECOND).closed_rooms == 0
    # Negative control: without the versions seen, Paul's closure is lost.
    managed.management.close_rooms(close(3, last=SECOND))
    assert managed.night().closed_rooms == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rooms": -1}, "rooms"),
        ({"rooms": 11}, "rooms"),
        ({"last": BUSINESS_DATE - timedelta(days=1)}, "last"),
        ({"last": LAST + timedelta(days=1)}, "last"),
        ({"last": BUSINESS_DATE + timedelta(days=9_999)}, "last"),
        ({"reason": ""}, "reason"),
        ({"reason": "card 4111 1111 1111 1111"}, "reason"),
    ],
)
@pytest.mark.layouts("sqlite")
def test_a_closure_that_makes_no_sense_is_refused(
    managed: Managed, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        managed.management.close_rooms(replace(close(1), **change))
    assert refused.value.field == field
    assert {night.closed_rooms for night in managed.nights()} == {0}


def test_a_retired_room_type_sells_nothing_and_can_be_taken_up_again(managed: Managed) -> None:
    assert managed.sell(3)
    kind = managed.management.set_room_type_standing(
        SetRoomTypeStanding(
            hotel_id=HOTEL,
            room_type_id=TEN,
            version=managed.kind().version,
            standing=Standing.RETIRED,
        )
    )
    assert kind.status is Standing.RETIRED
    assert {night.total_inventory for night in managed.nights()} == {0}
    assert managed.night().allowed_over == 3
    assert not managed.sell(1, day=SECOND)
    assert managed.sell(1, HUNDRED)
    managed.management.set_room_type_standing(
        SetRoomTypeStanding(
            hotel_id=HOTEL, room_type_id=TEN, version=kind.version, standing=Standing.ACTIVE
        )
    )
    assert managed.night().allowed_over == 0
    assert managed.sell(8)
    assert not managed.sell(1)


def test_a_retired_hotel_sells_nothing(managed: Managed) -> None:
    version = managed.hotels.page(HOTEL).hotel.version
    managed.management.set_hotel_standing(
        SetHotelStanding(hotel_id=HOTEL, version=version, standing=Standing.RETIRED)
    )
    assert not any(managed.sell(1, kind) for kind in (TEN, HUNDRED, NINE))
    assert managed.hotels.hotels() == []
    assert [hotel.id for hotel in managed.hotels.hotels(retired=True)] == [HOTEL]


def test_nights_before_the_business_date_stay_as_they_were(managed: Managed) -> None:
    managed.management.set_business_date(HOTEL, SECOND)
    set_rooms(managed, 20)
    assert managed.night().total_inventory == 11
    assert managed.night(SECOND).total_inventory == 22


def test_a_business_date_set_back_brings_its_nights_into_step(managed: Managed) -> None:
    managed.management.set_business_date(HOTEL, SECOND)
    set_rooms(managed, 20)
    managed.management.set_business_date(HOTEL, BUSINESS_DATE)
    assert managed.night().total_inventory == 22


def test_a_business_date_moved_by_somebody_else_is_a_conflict(managed: Managed) -> None:
    managed.acting_as("paul").set_business_date(HOTEL, SECOND, version=1)
    with pytest.raises(Conflict) as refused:
        managed.management.set_business_date(HOTEL, SECOND + timedelta(days=1), version=1)
    assert refused.value.changed_by == "paul"
    managed.management.set_business_date(HOTEL, SECOND, version=1)  # as it is: no quarrel


def test_opening_nights_adds_only_what_is_missing(managed: Managed) -> None:
    assert managed.sell(2, day=LAST)
    more = LAST + timedelta(days=10)
    assert managed.management.open_nights(HOTEL, BUSINESS_DATE, more) == 30
    assert managed.management.open_nights(HOTEL, BUSINESS_DATE, more) == 0
    nights = managed.nights()
    assert len(nights) == NIGHTS + 10
    assert {night.total_inventory for night in nights} == {11}
    assert managed.night(LAST).total_reserved == 2
    assert managed.acting_as("worker", Role.WORKER).open_until(HOTEL, more + timedelta(days=1)) == 3


def test_a_new_room_type_is_sold_when_its_nights_are_opened(managed: Managed) -> None:
    kind = managed.management.add_room_type(
        AddRoomType(hotel_id=HOTEL, details=RoomTypeDetails(code="new", name="New", total_rooms=10))
    )
    assert managed.nights(kind.id) == []
    assert managed.management.open_nights(HOTEL, BUSINESS_DATE, SECOND) == 2
    assert managed.sell(11, kind.id)
    assert not managed.sell(1, kind.id)


def test_refreshing_repairs_what_was_cut_off_between_the_stores_and_is_quiet_after(
    managed: Managed,
) -> None:
    wrong = update(room_inventory).where(
        room_inventory.c.hotel_id == HOTEL, room_inventory.c.room_type_id == TEN
    )
    managed.stores.reservation.write(lambda unit: unit.execute(wrong.values(total_inventory=7)))
    events = len(managed.trail("reservation"))
    assert managed.management.refresh_inventory(HOTEL) == NIGHTS
    assert {night.total_inventory for night in managed.nights()} == {11}
    assert managed.management.refresh_inventory(HOTEL) == 0
    told = managed.trail("reservation")[events:]
    assert [event.detail for event in told] == [
        {"total_inventory": [[f"{BUSINESS_DATE}", f"{LAST}", 7, 11]]}
    ]


def test_an_edit_repeated_with_nothing_new_still_brings_the_inventory_into_step(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk lost the reservation store after the first half, and the manager saves again."""
    kind = managed.kind()
    command = ChangeRoomType(
        hotel_id=HOTEL,
        room_type_id=TEN,
        version=kind.version,
        details=replace(RoomTypeDetails.of(kind), total_rooms=20),
    )
    with monkeypatch.context() as patch:
        patch.setattr(type(managed.management), "refresh_inventory", lambda *_: 0)
        managed.management.change_room_type(command)
    assert managed.night().total_inventory == 11
    managed.management.change_room_type(command)
    assert managed.night().total_inventory == 22


@pytest.mark.layouts("sqlite")
def test_who_may_not_is_refused_and_unknown_things_are_named(managed: Managed) -> None:
    desk = managed.acting_as("rita", Role.RECEPTIONIST)
    for refused in (
        lambda: desk.close_rooms(close(1)),
        lambda: desk.open_nights(HOTEL, BUSINESS_DATE, LAST),
        lambda: desk.set_business_date(HOTEL, SECOND),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotFound):
        managed.management.close_rooms(replace(close(1), room_type_id=99))
    with pytest.raises(NotFound):
        managed.management.refresh_inventory(77)
    with pytest.raises(NotFound):
        managed.management.set_business_date(77, SECOND)
    assert (
        managed.stores.reservation.read(lambda unit: inventory.business_day(unit, HOTEL))
        == BUSINESS_DATE
    )
    assert managed.stores.chain.read(lambda unit: hotels.hotel_ids(unit, retired=True)) == [HOTEL]
