"""The cache: what it spares, what it never serves, and what it does when Redis dies."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import redis

from desk_app import cache as cache_module
from desk_app.cache import PAUSE_SECONDS, TIMEOUT_SECONDS, Cache, open_cache
from desk_app.domain.errors import InvalidInput
from tests.servers import PrivateRedis

HOUR = 3_600
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


class HandClock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pause_over(self) -> None:
        self.now += PAUSE_SECONDS + 0.1


@dataclass
class Row:
    """A row of a database: ``value`` as committed, ``reads`` how often it was loaded."""

    value: str = "old"
    reads: int = 0
    while_loading: Callable[[], None] = field(default=lambda: None)

    def load(self) -> str:
        self.reads += 1
        value = self.value
        self.while_loading()
        return value

    def through(self, cache: Cache, key: str = "hotel:1", group: str | None = None) -> str:
        return cache.get_or_make(
            key,
            self.load,
            ttl_seconds=HOUR,
            encode=lambda value: {"value": value},
            decode=lambda stored: str(stored["value"]),
            group=group,
        )

    def write(self, value: str, cache: Cache, key: str = "hotel:1") -> None:
        self.value = value
        cache.drop(key)


@contextmanager
def opened(url: str | None, clock: HandClock | None = None) -> Iterator[Cache]:
    cache = open_cache(url, clock=clock or HandClock())
    yield cache
    cache.close()


@pytest.fixture(params=["redis", "in-process"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    with opened(url) as made:
        assert made.health().kind == request.param
        yield made


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    with PrivateRedis() as server:
        yield server


def test_a_value_is_loaded_once(cache: Cache) -> None:
    row = Row()
    assert [row.through(cache) for _ in range(3)] == ["old"] * 3
    assert row.reads == 1


def test_a_dropped_value_is_loaded_again(cache: Cache) -> None:
    row = Row()
    row.through(cache)
    row.write("new", cache)
    assert row.through(cache) == "new"
    assert row.reads == 2


def test_what_the_loader_raises_comes_through_and_is_not_kept(cache: Cache) -> None:
    row = Row()

    def fail() -> None:
        raise LookupError

    row.while_loading = fail
    with pytest.raises(LookupError):
        row.through(cache)
    row.while_loading = lambda: None
    assert row.through(cache) == "old"


def test_dropping_a_group_forgets_all_of_it(cache: Cache) -> None:
    may, june, other = Row("may"), Row("june"), Row("other")
    for _ in range(2):
        may.through(cache, "rates:1:may", "rates:1")
        june.through(cache, "rates:1:june", "rates:1")
        other.through(cache, "rates:2:may", "rates:2")
    cache.drop("rates:1")
    may.through(cache, "rates:1:may", "rates:1")
    june.through(cache, "rates:1:june", "rates:1")
    other.through(cache, "rates:2:may", "rates:2")
    assert (may.reads, june.reads, other.reads) == (2, 2, 1)


def test_a_reader_overtaken_by_a_writer_does_not_keep_the_old_value_alive(cache: Cache) -> None:
    """Reader loads the old row; writer commits and drops; only then the reader stores."""
    row = Row()
    row.through(cache)
    cache.drop("hotel:1")

    def rival() -> None:
        row.while_loading = lambda: None
        row.write("new", cache)

    row.while_loading = rival
    assert row.through(cache) == "old"  # what stood when this reader began
    assert row.through(cache) == "new"


def test_without_generations_the_overtaken_reader_would_win(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with one token for ever the race above serves the old value."""
    monkeypatch.setattr(cache_module, "_new_generation", lambda: "same")
    row = Row()

    def rival() -> None:
        row.while_loading = lambda: None
        row.write("new", cache)

    row.while_loading = rival
    row.through(cache)
    assert row.through(cache) == "old"


def test_a_value_of_another_program_version_is_loaded_again(cache: Cache) -> None:
    row = Row()
    cache.get_or_make(
        "hotel:1", lambda: 7, ttl_seconds=HOUR, encode=lambda _: [7], decode=lambda _: 7
    )
    assert row.through(cache) == "old"


def test_in_process_values_live_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row()
    start = time.time()
    with opened(None) as cache:
        row.through(cache)
        monkeypatch.setattr(time, "time", lambda: start + cache_module.IN_PROCESS_SECONDS + 1)
        row.through(cache)
    assert row.reads == 2


def test_in_process_memory_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "IN_PROCESS_VALUES", 10)
    with opened(None) as cache:
        for number in range(50):
            row = Row(str(number))
            assert row.through(cache, f"hotel:{number}") == str(number)


def test_redis_holds_json_that_ends_by_itself(redis_url: str) -> None:
    with opened(redis_url) as cache, redis.Redis.from_url(redis_url) as client:
        Row("café").through(cache)
        stored = client.get("desk:cache:value:hotel:1")
        assert isinstance(stored, bytes)
        payload = json.loads(stored.partition(b"|")[2])
        assert payload["value"] == {"value": "café"}
        keys = client.keys("*")
        assert isinstance(keys, list)
        assert len(keys) == 2
        assert all(0 < int(str(client.ttl(key))) <= 86_400 for key in keys)


def test_garbage_in_redis_is_written_over(redis_url: str) -> None:
    row = Row()
    with opened(redis_url) as cache, redis.Redis.from_url(redis_url) as client:
        for garbage in (b"", b"\x80\x04pickle", b"12|{}", b'{"ct":1,"v":2}|not json'):
            client.set("desk:cache:value:hotel:1", garbage)
            client.set("desk:cache:generation:hotel:1", garbage)
            assert row.through(cache) == "old"
        reads = row.reads
        row.through(cache)
        assert row.reads == reads
        assert cache.health().ok


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        open_cache("http://somewhere")
    assert refused.value.field == "DESK_REDIS_URL"


def test_redis_absent_at_the_start_is_survived_and_reported() -> None:
    row, clock = Row(), HandClock()
    with opened(NOBODY_LISTENS, clock) as cache:
        health = cache.health()
        assert (health.kind, health.ok) == ("redis", False)
        assert health.last_error is not None
        assert "Connection" in health.last_error
        assert health.told.startswith("nothing listens there (")
        assert [row.through(cache) for _ in range(3)] == ["old"] * 3
        assert row.reads == 3


def test_a_dead_redis_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0
    real = redis.ConnectionPool.get_connection

    def count(self: redis.ConnectionPool, *args: Any, **more: Any) -> Any:
        nonlocal tries
        tries += 1
        return real(self, *args, **more)

    monkeypatch.setattr(redis.ConnectionPool, "get_connection", count)
    row, clock = Row(), HandClock()
    with opened(NOBODY_LISTENS, clock) as cache:
        for _ in range(100):
            row.through(cache)
            cache.publish(1, "hotel")
        assert tries == 1
        clock.pause_over()
        row.through(cache)
        row.through(cache)
        assert tries == 2


def test_a_redis_that_does_not_answer_costs_one_short_wait(private_redis: PrivateRedis) -> None:
    row, clock = Row(), HandClock()
    with opened(private_redis.url, clock) as cache:
        row.through(cache)
        os.kill(private_redis.pid, signal.SIGSTOP)
        begun = time.monotonic()
        for _ in range(50):
            row.through(cache)
        waited = time.monotonic() - begun
        os.kill(private_redis.pid, signal.SIGCONT)
        assert not cache.health().ok
        assert waited < 3 * TIMEOUT_SECONDS
        clock.pause_over()
        row.through(cache)
        assert cache.health().ok


def test_redis_dying_midway_is_survived_and_taken_up_again(private_redis: PrivateRedis) -> None:
    row, clock = Row(), HandClock()
    with opened(private_redis.url, clock) as cache:
        row.through(cache)
        well = cache.health()
        assert well.ok
        private_redis.kill()
        assert row.through(cache) == "old"
        ill = cache.health()
        assert not ill.ok
        assert ill.since > well.since
        private_redis.restart()
        row.through(cache)
        assert not cache.health().ok  # still left alone
        clock.pause_over()
        row.through(cache)
        again = cache.health()
        assert again.ok
        assert again.since > ill.since
        assert again.last_error == ill.last_error
        reads = row.reads
        row.through(cache)
        assert row.reads == reads


def test_a_connection_closed_by_a_restart_is_not_taken_for_a_dead_redis(
    private_redis: PrivateRedis,
) -> None:
    row = Row()
    with opened(private_redis.url) as cache:
        row.through(cache)
        private_redis.restart()
        row.through(cache)
        assert cache.health().ok


@contextmanager
def cut_off(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This desk can not reach Redis; other desks can."""
    with monkeypatch.context() as patch:

        def refuse(*_: Any, **__: Any) -> Any:
            raise redis.ConnectionError("no route")

        assert cache._client is not None
        patch.setattr(cache._client.connection_pool, "get_connection", refuse)
        yield


def test_a_drop_that_did_not_reach_redis_is_made_good_before_the_next_read(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, clock = Row(), HandClock()
    with opened(redis_url, clock) as cache, opened(redis_url) as other_desk:
        row.through(cache)
        with cut_off(cache, monkeypatch):
            row.write("new", cache)
            assert row.through(cache) == "new"  # from the database
        assert row.through(other_desk) == "old"  # the known limit: it could not be told
        clock.pause_over()
        assert row.through(cache) == "new"
        assert row.through(other_desk) == "new"


def test_an_idle_desk_pays_what_it_owes_when_it_is_checked(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, clock = Row(), HandClock()
    with opened(redis_url, clock) as cache, opened(redis_url) as other_desk:
        row.through(cache)
        with cut_off(cache, monkeypatch):
            row.write("new", cache)
        clock.pause_over()
        assert cache.check().ok
        assert row.through(other_desk) == "new"


def test_forgetting_what_is_owed_would_serve_the_old_value(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the two tests above."""
    row, clock = Row(), HandClock()
    with opened(redis_url, clock) as cache:
        row.through(cache)
        with cut_off(cache, monkeypatch):
            row.write("new", cache)
        cache._owed.clear()
        clock.pause_over()
        assert row.through(cache) == "old"


def test_changes_are_told_to_the_other_desks(redis_url: str) -> None:
    with opened(redis_url) as cache, redis.Redis.from_url(redis_url) as client:
        listener = client.pubsub(ignore_subscribe_messages=True)
        listener.subscribe("desk:hotel:987654321")
        listener.get_message(timeout=2)
        days = [date(2027, 5, day) for day in (1, 2, 3, 9)]
        cache.publish(987654321, "rates", days)
        heard = next(
            message for _ in range(20) if (message := listener.get_message(timeout=1)) is not None
        )
        listener.close()
    assert json.loads(heard["data"]) == {
        "kind": "rates",
        "dates": [["2027-05-01", "2027-05-03"], ["2027-05-09", "2027-05-09"]],
    }
