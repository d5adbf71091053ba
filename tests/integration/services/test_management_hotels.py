"""Hotels, room types, rooms and photos: changed once, by version, with a trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import update

from db.catalogue import hotel_edits, hotels
from db.catalogue.edits import Edit
from db.errors import DuplicateRow
from db.tables import chain
from desk_app.domain.catalogue.hotels import Hotel, Standing
from desk_app.domain.catalogue.management import (
    AddHotel,
    AddRoomType,
    ChangeHotel,
    HotelDetails,
    RoomTypeDetails,
    SetHotelStanding,
)
from desk_app.domain.catalogue.room_changes import (
    AddPhoto,
    AddRooms,
    ChangePhoto,
    ChangeRoom,
    PhotoDetails,
    RemovePhoto,
    RoomDetails,
    SetRoomStanding,
)
from desk_app.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from desk_app.domain.permissions import Role
from desk_app.services.cached import decode_page, encode_page
from tests.integration.services.conftest import HOTEL, HUNDRED, TEN, Managed
from tests.integration.services.lost_answers import next_commit_answer_lost

MADRID = HotelDetails(
    code="mad1",
    name="Hotel Círculo 🏨",
    currency="EUR",
    time_zone="Europe/Madrid",
    country="es",
    city="Madrid",
    amenities=("pool", "wifi"),
    check_in_time=time(14, 30),
)


def rename(managed: Managed, hotel: Hotel, name: str, who: str = "maria") -> Hotel:
    details = replace(HotelDetails.of(hotel), name=name)
    command = ChangeHotel(hotel_id=hotel.id, version=hotel.version, details=details)
    return managed.acting_as(who, Role.ADMIN).change_hotel(command)


def test_a_new_hotel_is_read_back_whole_and_starts_on_its_own_today(managed: Managed) -> None:
    hotel = managed.management.add_hotel(AddHotel(details=MADRID))
    assert HotelDetails.of(hotel) == MADRID
    assert (hotel.code, hotel.country, hotel.version) == ("MAD1", "ES", 1)
    assert hotel.changed_by == "maria"
    assert managed.hotels.by_code(" Mad1 ") == hotel
    kind = managed.management.add_room_type(
        AddRoomType(hotel_id=hotel.id, details=RoomTypeDetails(code="a", name="A", total_rooms=2))
    )
    assert managed.management.open_until(hotel.id, date(2027, 3, 12)) == 3
    assert [night.total_inventory for night in managed.nights(kind.id, hotel.id)] == [2, 2, 2]


def test_a_code_is_given_once(managed: Managed) -> None:
    managed.management.add_hotel(AddHotel(details=MADRID))
    with pytest.raises(InvalidInput) as refused:
        managed.management.add_hotel(AddHotel(details=replace(MADRID, name="Another")))
    assert refused.value.field == "code"
    assert len(managed.hotels.hotels()) == 2


def test_a_change_is_seen_at_once_and_told_from_and_to(managed: Managed) -> None:
    before = managed.hotels.page(HOTEL).hotel
    rename(managed, before, "New Name", "paul")
    after = managed.hotels.page(HOTEL).hotel
    assert (after.name, after.version, after.changed_by) == ("New Name", 2, "paul")
    event = managed.trail("chain")[-1]
    assert (event.entity, event.entity_id, event.action, event.actor) == (
        "hotel",
        HOTEL,
        "change",
        "paul",
    )
    assert event.detail == {"name": ["House 1", "New Name"]}


def test_two_people_at_one_hotel_the_second_learns_who_was_first(managed: Managed) -> None:
    seen = managed.hotels.page(HOTEL).hotel
    rename(managed, seen, "Paul's", "paul")
    with pytest.raises(Conflict) as refused:
        rename(managed, seen, "Maria's")
    assert refused.value.changed_by == "paul"
    assert refused.value.fields == ("name",)
    assert refused.value.at == managed.hotels.page(HOTEL).hotel.changed_at
    assert managed.hotels.page(HOTEL).hotel.name == "Paul's"


def test_without_the_version_the_first_change_would_be_lost(managed: Managed) -> None:
    """Negative control: the same two edits with the check off."""
    seen = managed.hotels.page(HOTEL).hotel
    rename(managed, seen, "Paul's", "paul")
    details = replace(HotelDetails.of(seen), city="Elsewhere")
    edit = Edit(managed.stores.chain, chain.audit_event, HOTEL, "maria")
    edit.run(
        lambda unit: hotel_edits.change_hotel(edit, unit, HOTEL, None, details),
        lambda _: None,
    )
    stored = managed.stores.chain.read(lambda unit: hotels.one_hotel(unit, HOTEL))
    assert stored.name == "House 1"


def test_saving_the_same_twice_changes_nothing(managed: Managed) -> None:
    seen = managed.hotels.page(HOTEL).hotel
    first = rename(managed, seen, "Once")
    events = len(managed.trail("chain"))
    assert rename(managed, seen, "Once") == first
    assert len(managed.trail("chain")) == events


def test_a_change_whose_commit_was_not_answered_is_no_conflict(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = managed.hotels.page(HOTEL).hotel
    with next_commit_answer_lost(monkeypatch):
        changed = rename(managed, seen, "Once")
    assert (changed.name, changed.version) == ("Once", 2)
    renamed = [event for event in managed.trail("chain") if "name" in event.detail]
    assert len(renamed) == 1


def test_a_lost_answer_and_a_rival_after_it_is_no_conflict_either(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours was committed, then Paul changed it again, then our desk looked."""
    seen = managed.hotels.page(HOTEL).hotel
    real = Edit._happened

    def rival_first(self: Edit, unit: Any) -> bool:
        monkeypatch.setattr(Edit, "_happened", real)
        rename(managed, managed.stores.chain.read(lambda u: hotels.one_hotel(u, HOTEL)), "P", "p")
        return real(self, unit)

    monkeypatch.setattr(Edit, "_happened", rival_first)
    with next_commit_answer_lost(monkeypatch):
        changed = rename(managed, seen, "Ours")
    assert changed.name == "P"
    assert [event.detail["name"] for event in managed.trail("chain")] == [
        ["House 1", "Ours"],
        ["Ours", "P"],
    ]


def test_a_lost_answer_without_looking_would_be_a_false_refusal(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the trail is what tells one's own change from a rival's."""
    monkeypatch.setattr(Edit, "_happened", lambda *_: False)
    refused = pytest.raises((InvalidInput, DuplicateRow))
    with next_commit_answer_lost(monkeypatch), refused:
        managed.management.add_hotel(AddHotel(details=MADRID))


def test_adding_whose_commit_was_not_answered_adds_one(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with next_commit_answer_lost(monkeypatch):
        managed.management.add_hotel(AddHotel(details=MADRID))
    assert [hotel.code for hotel in managed.hotels.hotels()] == ["MAD1", "H1"]


def test_a_hotel_keeps_its_currency(managed: Managed) -> None:
    hotel = managed.hotels.page(HOTEL).hotel
    details = replace(HotelDetails.of(hotel), currency="EUR")
    with pytest.raises(InvalidInput) as refused:
        managed.management.change_hotel(
            ChangeHotel(hotel_id=HOTEL, version=hotel.version, details=details)
        )
    assert refused.value.field == "currency"
    with pytest.raises(InvalidInput):
        managed.management.add_hotel(AddHotel(details=replace(MADRID, currency="QQQ")))


def test_rooms_are_added_by_ranges_and_the_total_follows_the_list(managed: Managed) -> None:
    added = managed.management.add_rooms(
        AddRooms(hotel_id=HOTEL, room_type_id=TEN, numbers="301-310", floor="3")
    )
    assert [room.number for room in added] == [f"{number}" for number in range(301, 311)]
    assert managed.kind().total_rooms == 10  # the ten that were sold before they were listed
    managed.management.add_rooms(AddRooms(hotel_id=HOTEL, room_type_id=TEN, numbers="9, 401-409"))
    assert managed.kind().total_rooms == 20
    assert managed.night().total_inventory == 22
    assert [room.number for room in managed.hotels.rooms(HOTEL)][:2] == ["9", "301"]
    with pytest.raises(InvalidInput, match="already a 305"):
        managed.management.add_rooms(
            AddRooms(hotel_id=HOTEL, room_type_id=HUNDRED, numbers="1, 305")
        )
    assert len(managed.hotels.rooms(HOTEL)) == 20


def test_retiring_a_room_takes_it_off_sale_and_reviving_brings_it_back(managed: Managed) -> None:
    managed.management.add_rooms(AddRooms(hotel_id=HOTEL, room_type_id=TEN, numbers="1-10"))
    room = managed.hotels.rooms(HOTEL)[0]
    gone = managed.management.set_room_standing(
        SetRoomStanding(
            hotel_id=HOTEL, room_id=room.id, version=room.version, standing=Standing.RETIRED
        )
    )
    assert managed.kind().total_rooms == 9
    assert managed.night().total_inventory == 9
    managed.management.set_room_standing(
        SetRoomStanding(
            hotel_id=HOTEL, room_id=room.id, version=gone.version, standing=Standing.ACTIVE
        )
    )
    assert managed.night().total_inventory == 11


def test_a_room_made_another_type_moves_between_the_totals(managed: Managed) -> None:
    (room,) = managed.management.add_rooms(
        AddRooms(hotel_id=HOTEL, room_type_id=TEN, numbers="12A")
    )
    details = replace(RoomDetails.of(room), room_type_id=HUNDRED)
    changed = managed.management.change_room(
        ChangeRoom(hotel_id=HOTEL, room_id=room.id, version=room.version, details=details)
    )
    assert changed.room_type_id == HUNDRED
    assert managed.kind(TEN).total_rooms == 9
    with pytest.raises(NotFound):
        managed.management.change_room(
            ChangeRoom(
                hotel_id=HOTEL,
                room_id=room.id,
                version=changed.version,
                details=replace(details, room_type_id=99),
            )
        )


def test_photos_are_added_changed_and_removed(managed: Managed) -> None:
    details = PhotoDetails(source="pictures/lobby.svg", caption="Lobby", room_type_id=TEN)
    photo = managed.management.add_photo(AddPhoto(hotel_id=HOTEL, details=details))
    assert managed.hotels.page(HOTEL).photos == (photo,)
    managed.management.change_photo(
        ChangePhoto(hotel_id=HOTEL, photo_id=photo.id, details=replace(details, caption="Bar"))
    )
    assert managed.hotels.page(HOTEL).photos[0].caption == "Bar"
    managed.management.remove_photo(RemovePhoto(hotel_id=HOTEL, photo_id=photo.id))
    managed.management.remove_photo(RemovePhoto(hotel_id=HOTEL, photo_id=photo.id))
    assert managed.hotels.page(HOTEL).photos == ()
    assert [event.action for event in managed.trail("chain")] == ["add", "change", "remove"]
    with pytest.raises(NotFound):
        managed.management.add_photo(
            AddPhoto(hotel_id=HOTEL, details=replace(details, room_type_id=99))
        )


def test_a_page_comes_from_the_cache_until_somebody_changes_it(managed: Managed) -> None:
    assert managed.hotels.page(HOTEL).hotel.name == "House 1"
    managed.stores.chain.write(
        lambda unit: unit.execute(
            update(chain.hotel).where(chain.hotel.c.id == HOTEL).values(name="Behind our back")
        )
    )
    assert managed.hotels.page(HOTEL).hotel.name == "House 1"
    rename(managed, managed.hotels.page(HOTEL).hotel, "Front")
    page = managed.hotels.page(HOTEL)
    assert page.hotel.name == "Front"
    assert decode_page(encode_page(page)) == page


def test_hotels_are_found_by_name_city_and_code(managed: Managed) -> None:
    madrid = managed.management.add_hotel(AddHotel(details=MADRID))
    for text in ("círculo", "MADRID", "ad1", "Hotel  Cír"):
        assert managed.hotels.hotels(text) == [madrid], text
    for text in ("%", "名"):
        assert managed.hotels.hotels(text) == []
    with pytest.raises(NotFound):
        managed.hotels.by_code("名")
    assert managed.hotels.hotels("'; DROP TABLE hotel; --") == []
    assert len(managed.hotels.hotels(limit=1)) == 1


@pytest.mark.layouts("sqlite")
def test_who_may_not_is_refused_and_unknown_things_are_named(managed: Managed) -> None:
    hotel = managed.hotels.page(HOTEL).hotel
    retire = SetHotelStanding(hotel_id=HOTEL, version=1, standing=Standing.RETIRED)
    with pytest.raises(NotAllowed):
        managed.acting_as("m", Role.MANAGER).add_hotel(AddHotel(details=MADRID))
    with pytest.raises(NotAllowed):
        managed.acting_as("m", Role.MANAGER).set_hotel_standing(retire)
    with pytest.raises(NotAllowed):
        managed.acting_as("r", Role.RECEPTIONIST).change_hotel(
            ChangeHotel(hotel_id=HOTEL, version=1, details=HotelDetails.of(hotel))
        )
    for missing in (
        lambda: managed.hotels.page(77),
        lambda: managed.hotels.rooms(77),
        lambda: managed.hotels.reviews(77),
        lambda: managed.hotels.by_code("H77"),
        lambda: managed.management.set_hotel_standing(replace(retire, hotel_id=77)),
        lambda: managed.management.add_rooms(
            AddRooms(hotel_id=HOTEL, room_type_id=77, numbers="1")
        ),
    ):
        with pytest.raises(NotFound):
            missing()
    assert managed.hotels.reviews(HOTEL) == []
