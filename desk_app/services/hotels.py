"""Hotels, room types, rooms, photos and reviews, for reading. Pages come through the cache."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from db.catalogue import hotels
from db.stores import Stores
from desk_app.cache import Cache
from desk_app.domain.catalogue.hotels import Hotel, HotelPage, Review, Room, RoomType, Standing
from desk_app.domain.errors import NotFound
from desk_app.services.cached import HOTEL_SECONDS, decode_page, encode_page, hotel_key

MOST_HOTELS = 10_000
MOST_REVIEWS = 100


class HotelService:
    """A page may be an hour old where a change of it could not be announced; see `Cache`."""

    def __init__(self, stores: Stores, cache: Cache) -> None:
        self._stores = stores
        self._cache = cache

    def page(self, hotel_id: int) -> HotelPage:
        """The hotel with its room types (retired ones too) and photos. Raises `NotFound`."""
        return self._cache.get_or_make(
            hotel_key(hotel_id),
            lambda: self._stores.chain.read(lambda unit: hotels.page(unit, hotel_id)),
            ttl_seconds=HOTEL_SECONDS,
            encode=encode_page,
            decode=decode_page,
        )

    def hotels(
        self, text: str = "", *, retired: bool = False, limit: int = MOST_HOTELS
    ) -> list[Hotel]:
        """Hotels by name; ``text`` is looked for in name, city and code."""
        wanted = " ".join(text.split())
        return self._stores.chain.read(
            lambda unit: hotels.find_hotels(unit, wanted, retired=retired, limit=limit)
        )

    def room_types(self, hotel_ids: Sequence[int]) -> Mapping[int, tuple[RoomType, ...]]:
        """The room types that are sold, by hotel, in the house's order; straight from the rows."""
        found: dict[int, tuple[RoomType, ...]] = dict.fromkeys(hotel_ids, ())
        for kind in self._stores.chain.read(lambda unit: hotels.room_types_of(unit, hotel_ids)):
            if kind.status is Standing.ACTIVE:
                found[kind.hotel_id] = (*found[kind.hotel_id], kind)
        return found

    def ids(self) -> list[int]:
        """Every hotel of the chain, retired ones too: their guests and money live on."""
        return self._stores.chain.read(lambda unit: hotels.hotel_ids(unit, retired=True))

    def by_code(self, code: str) -> Hotel:
        """Retired ones too, capitals or not. Raises `NotFound`."""
        wanted = code.strip().upper()
        found = self._stores.chain.read(lambda unit: hotels.hotel_by_code(unit, wanted))
        if found is None:
            raise NotFound(what="hotel", name=code)
        return found

    def reviews(self, hotel_id: int, limit: int = MOST_REVIEWS) -> list[Review]:
        """The latest stays first. Raises `NotFound`."""
        self.page(hotel_id)
        return self._stores.chain.read(lambda unit: hotels.reviews(unit, hotel_id, limit))

    def rooms(self, hotel_id: int) -> list[Room]:
        """Retired ones too, by number as people count: 2, 10, 101. Raises `NotFound`."""
        self.page(hotel_id)
        found = self._stores.chain.read(lambda unit: hotels.rooms(unit, hotel_id))
        return sorted(found, key=lambda room: _as_counted(room.number))


def _as_counted(number: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"([0-9]+)", number)
        if part
    ]
