"""Hotel pages on several desks: one cache between them, one of their own, or none in reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event

from desk_app.cache import Cache, open_cache
from desk_app.domain.catalogue.management import ChangeHotel, HotelDetails
from desk_app.domain.permissions import Actor, Role
from desk_app.services.hotels import HotelService
from desk_app.services.management import HotelManagementService
from tests.integration.services.conftest import HOTEL, Managed
from tests.servers import PrivateRedis

pytestmark = pytest.mark.layouts("sqlite")


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    with PrivateRedis() as server:
        yield server


class Statements:
    """Counts what is asked of the chain store."""

    def __init__(self, managed: Managed) -> None:
        self.count = 0
        event.listen(managed.stores.chain.engine, "before_cursor_execute", self._seen)

    def _seen(self, *_: object) -> None:
        self.count += 1


def rename(managed: Managed, cache: Cache, name: str) -> None:
    hotel = HotelService(managed.stores, cache).page(HOTEL).hotel
    details = replace(HotelDetails.of(hotel), name=name)
    management = HotelManagementService(managed.stores, cache, Actor("maria", Role.MANAGER))
    management.change_hotel(ChangeHotel(hotel_id=HOTEL, version=hotel.version, details=details))


def test_a_change_on_one_desk_is_seen_on_another_at_once(managed: Managed, redis_url: str) -> None:
    ours, theirs = open_cache(redis_url), open_cache(redis_url)
    other_desk = HotelService(managed.stores, theirs)
    assert other_desk.page(HOTEL).hotel.name == "House 1"
    rename(managed, ours, "Renamed")
    assert other_desk.page(HOTEL).hotel.name == "Renamed"
    asked = Statements(managed)
    assert other_desk.page(HOTEL).hotel.name == "Renamed"
    assert asked.count == 0
    ours.close()
    theirs.close()


def test_pages_are_shown_and_changed_while_redis_is_dead(
    managed: Managed, private_redis: PrivateRedis
) -> None:
    cache = open_cache(private_redis.url)
    desk = HotelService(managed.stores, cache)
    assert desk.page(HOTEL).hotel.name == "House 1"
    private_redis.kill()
    rename(managed, cache, "Renamed")
    assert desk.page(HOTEL).hotel.name == "Renamed"
    assert not cache.health().ok
    cache.close()


def test_no_guest_is_in_redis(managed: Managed, private_redis: PrivateRedis) -> None:
    cache = open_cache(private_redis.url)
    HotelService(managed.stores, cache).page(HOTEL)
    assert cache._client is not None
    keys = cache._client.keys("*")
    assert isinstance(keys, list)
    assert sorted(keys) == [b"desk:cache:generation:hotel:1", b"desk:cache:value:hotel:1"]
    cache.close()
