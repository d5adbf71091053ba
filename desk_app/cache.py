"""Cache-aside in Redis, or in this process without one. It fails open: no cache, slower desk.

A value is stored together with the generation of its group, a random token in a key of its own,
as it stood before the value was loaded. `Cache.drop` draws a new token; a value of another
generation is a miss. So a reader who loaded the old row can not keep it alive by storing it after
the writer's drop, tokens lost in Redis are harmless, and one drop empties a whole group.

Drops that did not reach Redis are owed: they are made good before this desk reads from Redis
again, which `Cache.check`, called now and then, brings about on an idle desk too. Until then
desks that still reach Redis may show the old value, and if this desk dies first, until the value's
time is up (an hour): a cache can not promise more, so nothing is sold by it.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from threading import Lock
from typing import Any, TypeVar

import redis
from dogpile.cache import CacheRegion, make_region, register_backend
from dogpile.cache.api import CantDeserializeException
from dogpile.cache.backends import memory  # noqa: F401 - or the bundle would come without it
from dogpile.cache.backends.redis import RedisBackend
from redis.backoff import NoBackoff
from redis.retry import Retry

from desk_app.domain.catalogue.date_runs import bare_runs
from desk_app.domain.errors import InvalidInput

T = TypeVar("T")

TIMEOUT_SECONDS = 0.3
PAUSE_SECONDS = 3.0
"""How long a Redis that failed is left alone, so that it costs the reads meanwhile nothing."""

IN_PROCESS_SECONDS = 15
"""Longest life of a value in this process: what other desks change is not heard here."""

IN_PROCESS_VALUES = 2_000
GENERATION_SECONDS = 86_400
_PREFIX = "desk:cache:"


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheHealth:
    """``kind`` is "redis" or "in-process"; ``since`` (UTC) is when ``ok`` last changed.

    ``told`` is ``last_error`` in plain words, its number at the end.
    """

    kind: str
    ok: bool
    since: datetime
    last_error: str | None = None
    told: str = ""


class Cache:
    """Made by `open_cache`. Safe for threads; no method raises because Redis is away."""

    def __init__(
        self,
        kind: str,
        region_for: Callable[[int], CacheRegion],
        client: redis.Redis | None,
        longest_ttl: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._region_for = region_for
        self._client = client
        self._longest_ttl = longest_ttl
        self._clock = clock
        self._regions: dict[int, CacheRegion] = {}
        self._lock = Lock()
        self._owed: dict[str, object] = {}
        self._try_again_at = 0.0
        self._health = CacheHealth(kind=kind, ok=True, since=datetime.now(UTC))

    def get_or_make(
        self,
        key: str,
        make: Callable[[], T],
        *,
        ttl_seconds: int,
        encode: Callable[[T], Any],
        decode: Callable[[Any], T],
        group: str | None = None,
    ) -> T:
        """The cached value, or ``make()``, which is cached for ``ttl_seconds``.

        ``encode`` gives plain JSON values and ``decode`` reads them; a `KeyError`, `TypeError` or
        `ValueError` of ``decode`` (stored by another version of the program) is a miss. ``group``
        is the name it is dropped by, the key itself unless given. Raises what ``make`` raises.
        """
        group = group or key
        region = self._region(min(ttl_seconds, self._longest_ttl))
        generation, stored = self._attempt(lambda: self._look(region, group, key)) or (None, None)
        if stored is not None:
            try:
                return decode(stored)
            except (KeyError, TypeError, ValueError):
                pass
        made = make()
        if generation is not None:
            entry = {"generation": generation, "value": encode(made)}
            self._attempt(lambda: region.set(_value_key(key), entry))
        return made

    def drop(self, *groups: str) -> None:
        """Forget values, to be called after the commit that changed what they tell of."""
        with self._lock:
            for group in groups:
                self._owed[group] = object()
        self._attempt(lambda: None)

    def publish(self, hotel_id: int, kind: str, dates: Sequence[date] = ()) -> None:
        """Tell the other desks, as far as Redis is there: channel ``desk:hotel:{id}``.

        The message is JSON: ``kind``, and ``dates`` as ``[first, last]`` runs, both included.
        """
        if (client := self._client) is None:
            return  # there is no other desk to tell
        runs = [[first.isoformat(), last.isoformat()] for first, last in bare_runs(dates)]
        message = json.dumps({"kind": kind, "dates": runs}, separators=(",", ":"))
        self._attempt(lambda: client.publish(f"desk:hotel:{hotel_id}", message))

    def check(self) -> CacheHealth:
        """Ask Redis now if it is time to, and pay what is owed. Waits `TIMEOUT_SECONDS` or so."""
        if self._client is not None:
            self._attempt(self._client.ping)
        return self._health

    def health(self) -> CacheHealth:
        """As it was when last used; asks nobody and never waits."""
        return self._health

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client.connection_pool.disconnect()

    def _region(self, ttl: int) -> CacheRegion:
        with self._lock:
            if ttl not in self._regions:
                self._regions[ttl] = self._region_for(ttl)
            return self._regions[ttl]

    def _look(self, region: CacheRegion, group: str, key: str) -> tuple[str, Any]:
        """The group's generation, and the value if it is of that generation."""
        try:
            generation, entry = region.get_multi(  # type: ignore[no-untyped-call]
                [_generation_key(group), _value_key(key)]
            )
        except (KeyError, TypeError, ValueError):
            generation = entry = None  # something else wrote there; it is written over
        if not isinstance(generation, str):
            generation = _new_generation()
            self._region(GENERATION_SECONDS).set(_generation_key(group), generation)
            return generation, None
        if isinstance(entry, dict) and entry.get("generation") == generation:
            return generation, entry.get("value")
        return generation, None

    def _attempt(self, call: Callable[[], T]) -> T | None:
        """Do it unless Redis is being left alone; None when it was or when Redis failed."""
        with self._lock:
            now = self._clock()
            if not self._health.ok:
                if now < self._try_again_at:
                    return None
                self._try_again_at = now + PAUSE_SECONDS  # only one caller tries at a time
        try:
            self._pay()
            done = call()
        except (redis.RedisError, OSError) as error:
            self._note(f"{type(error).__name__}: {error}"[:200], _in_words(error))
            return None
        self._note(None)
        return done

    def _pay(self) -> None:
        with self._lock:
            owed = dict(self._owed)
        if not owed:
            return
        # New tokens at each try: one that arrived though its answer was lost, and came again after
        # another desk's drop, would bring values of before that drop back to life.
        self._region(GENERATION_SECONDS).set_multi(
            {_generation_key(group): _new_generation() for group in owed}
        )
        with self._lock:
            for group, drop in owed.items():
                # Dropped again meanwhile: that drop is still owed.
                if self._owed.get(group) is drop:
                    del self._owed[group]

    def _note(self, problem: str | None, told: str = "") -> None:
        with self._lock:
            if problem is not None:
                self._health = replace(self._health, last_error=problem, told=told)
                self._try_again_at = self._clock() + PAUSE_SECONDS
            if self._health.ok is not (problem is None):
                now = datetime.now(UTC)
                self._health = replace(self._health, ok=problem is None, since=now)


def open_cache(
    redis_url: str | None,
    *,
    in_process_seconds: int = IN_PROCESS_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Cache:
    """Redis where an URL is given, reachable or not (`Cache.health` tells), else this process.

    Without Redis no value lives longer than ``in_process_seconds``. Raises `InvalidInput` for an
    URL that is none.
    """
    if not redis_url:
        return Cache("in-process", partial(_in_memory, _Bounded()), None, in_process_seconds, clock)
    try:
        pool = redis.ConnectionPool.from_url(
            redis_url,
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            # The client's own default tries for seconds. (A pooled connection that the server
            # closed is noticed and made anew without this.)
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError:
        # The client's own words may repeat the address, and so its password.
        raise InvalidInput(
            field="DESK_REDIS_URL", problem="write an address such as redis://localhost:6379/0"
        ) from None
    client = redis.Redis(connection_pool=pool)
    cache = Cache("redis", partial(_in_redis, pool), client, GENERATION_SECONDS, clock)
    cache.check()
    return cache


def _in_words(error: Exception) -> str:
    """Why Redis did not do it: "nothing listens there (111)"."""
    text = str(error)
    # "Error 111 connecting to ...": the system's own number stands in the client's sentence.
    found = re.match(r"Error (-?\d+) ", text)
    number = f" ({found[1]})" if found else ""
    if isinstance(error, redis.AuthenticationError) or text.startswith("NOAUTH"):
        return "it refused the password"
    if isinstance(error, redis.TimeoutError | TimeoutError):
        return f"no answer in time{number}"
    if "refused" in text:
        return f"nothing listens there{number}"
    if found and int(found[1]) < 0:  # getaddrinfo's numbers
        return f"no computer has that name{number}"
    if isinstance(error, redis.ConnectionError | OSError):
        return f"no connection{number}"
    return f"it refused: {text[:100]}"


class _Redis(RedisBackend):
    """dogpile's own calls SETEX, which the client is about to give up, and warns of."""

    def set_serialized(self, key: str, value: bytes) -> None:
        self.writer_client.set(key, value, ex=self.redis_expiration_time)

    def set_serialized_multi(self, mapping: Mapping[str, bytes]) -> None:
        for key, value in mapping.items():
            self.set_serialized(key, value)


register_backend("desk.redis", __name__, "_Redis")  # type: ignore[no-untyped-call]


def _in_redis(pool: redis.ConnectionPool, ttl: int) -> CacheRegion:
    """Values end by Redis' own clock: those of the desks may differ."""
    return _region("desk.redis", {"connection_pool": pool, "redis_expiration_time": ttl}, None)


def _in_memory(kept: _Bounded, ttl: int) -> CacheRegion:
    return _region("dogpile.cache.memory", {"cache_dict": kept}, ttl)


class _Bounded(dict[str, Any]):
    """Starts afresh when full: at a desk it never is, in a long script it must not grow."""

    def __setitem__(self, key: str, value: Any) -> None:
        if len(self) >= IN_PROCESS_VALUES and key not in self:
            self.clear()
        super().__setitem__(key, value)


def _region(backend: str, arguments: dict[str, Any], expires: int | None) -> CacheRegion:
    """Values as JSON, never pickle: whoever can write to Redis must not run code here."""
    region = make_region(serializer=_to_json, deserializer=_from_json)
    return region.configure(backend, arguments=arguments, expiration_time=expires)


def _to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _from_json(stored: bytes) -> Any:
    try:
        return json.loads(stored)
    except ValueError:
        raise CantDeserializeException from None


def _new_generation() -> str:
    return secrets.token_hex(8)


def _generation_key(group: str) -> str:
    return f"{_PREFIX}generation:{group}"


def _value_key(key: str) -> str:
    return f"{_PREFIX}value:{key}"
