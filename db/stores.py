"""The three stores together, opened from their URLs."""

from __future__ import annotations

from dataclasses import dataclass

from db.clock import Clock
from db.engines import EngineOptions, Engines
from db.unit_of_work import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreUrls:
    """All three may be the same."""

    chain: str
    rate: str
    reservation: str

    @classmethod
    def one(cls, url: str) -> StoreUrls:
        return cls(chain=url, rate=url, reservation=url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stores:
    chain: Store
    rate: Store
    reservation: Store
    clock: Clock
    engines: Engines

    def each(self) -> tuple[Store, Store, Store]:
        return self.chain, self.rate, self.reservation

    def close(self) -> None:
        self.engines.close()


def open_stores(
    urls: StoreUrls, options: EngineOptions | None = None, clock: Clock | None = None
) -> Stores:
    """Opens no connection yet. Raises `InvalidInput` for an URL that can not be served."""
    engines = Engines(options or EngineOptions())
    clock = clock or Clock()
    return Stores(
        chain=Store("chain", engines.get(urls.chain, field="chain_database_url"), clock),
        rate=Store("rate", engines.get(urls.rate, field="rate_database_url"), clock),
        reservation=Store(
            "reservation", engines.get(urls.reservation, field="reservation_database_url"), clock
        ),
        clock=clock,
        engines=engines,
    )
