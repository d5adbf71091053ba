"""`seed_chain`: whatever breaks it off, the next run completes it, without a row too many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import db.stores
from db.auditing import audit
from db.stores import Stores, open_stores
from db.unit_of_work import Store, UnitOfWork
from desk_app import seeding
from desk_app.domain.errors import InvalidInput
from desk_app.seeding import SeedPlan, SeedReport, seed_chain
from tests.servers.schema import StoreUrls

FIRST_DAY = date(2026, 11, 22)


class BrokenOff(Exception):
    pass


@pytest.fixture
def stores(layout_urls: StoreUrls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    # Blocks of two hotels, so that a small chain has many.
    monkeypatch.setattr(seeding, "NIGHTS_A_BLOCK", 240)
    opened = open_stores(
        db.stores.StoreUrls(
            chain=layout_urls.chain, rate=layout_urls.rate, reservation=layout_urls.reservation
        )
    )
    yield opened
    opened.close()


def plan(**changes: Any) -> SeedPlan:
    figures: dict[str, Any] = {"hotels": 7, "room_types": 3, "rooms": 12, "days": 40}
    return SeedPlan(**{**figures, **changes}, first_day=FIRST_DAY, actor="tester")


def seed(stores: Stores, **changes: Any) -> SeedReport:
    return seed_chain(stores, plan(**changes), lambda _done, _total: None)


def rows(store: Store, query: str) -> list[Any]:
    return store.read(lambda unit: [tuple(row) for row in unit.execute(text(query))])


def counts(stores: Stores) -> dict[str, int]:
    where = {
        "hotel": stores.chain,
        "room_type": stores.chain,
        "room": stores.chain,
        "chain_audit_event": stores.chain,
        "cancellation_policy": stores.rate,
        "rate_plan": stores.rate,
        "room_rate": stores.rate,
        "rate_audit_event": stores.rate,
        "room_inventory": stores.reservation,
        "business_date": stores.reservation,
        "reservation_audit_event": stores.reservation,
    }
    return {
        table: rows(store, f"SELECT COUNT(*) FROM {table}")[0][0] for table, store in where.items()
    }


WHOLE = {
    "hotel": 7,
    "room_type": 21,
    "room": 252,
    "chain_audit_event": 7,
    "cancellation_policy": 7,
    "rate_plan": 7,
    "room_rate": 840,
    "rate_audit_event": 7,
    "room_inventory": 840,
    "business_date": 7,
    "reservation_audit_event": 7,
}


def test_a_chain_has_every_row_and_tells_its_progress(stores: Stores) -> None:
    told: list[tuple[int, int]] = []

    report = seed_chain(stores, plan(), lambda done, total: told.append((done, total)))

    assert counts(stores) == WHOLE
    assert told == [(0, 7), (2, 7), (4, 7), (6, 7), (7, 7)]
    assert (report.inventory_rows, report.rate_rows, report.new_hotels) == (840, 840, 7)
    assert rows(stores.reservation, "SELECT DISTINCT total_inventory FROM room_inventory") == [
        (13,)
    ]  # floor(12 x 1.1)
    assert audit(stores).breaches == ()


def test_prices_follow_the_weekday(stores: Stores) -> None:
    seed(stores)

    prices = [
        price
        for (price,) in rows(
            stores.rate,
            "SELECT price FROM room_rate WHERE room_type_id ="
            " (SELECT MIN(room_type_id) FROM room_rate) ORDER BY stay_date",
        )
    ]
    sunday, *_, friday, saturday = prices[:7]

    assert sunday < prices[1] < friday == saturday
    assert min(prices) > 0


@pytest.mark.parametrize("after", [0, 2, 6, 7])
def test_broken_off_between_blocks_it_is_completed(stores: Stores, after: int) -> None:
    def break_off(done: int, total: int) -> None:
        if done >= after:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        seed_chain(stores, plan(), break_off)
    assert counts(stores)["hotel"] == after

    report = seed(stores)

    assert report.new_hotels == 7 - after
    assert counts(stores) == WHOLE


@pytest.mark.parametrize("part", ["fill_rates", "fill_inventory"])
def test_broken_off_within_a_block_it_is_completed(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    whole, calls = getattr(seeding, part), []

    def fail_in_the_second_block(unit: UnitOfWork, *arguments: Any) -> None:
        whole(unit, *arguments)
        calls.append(unit)
        if len(calls) == 2:
            raise BrokenOff

    with monkeypatch.context() as patch:
        patch.setattr(seeding, part, fail_in_the_second_block)
        with pytest.raises(BrokenOff):
            seed(stores)
    assert counts(stores) != WHOLE

    seed(stores)

    assert counts(stores) == WHOLE
    assert audit(stores).breaches == ()


def test_a_second_run_changes_nothing(stores: Stores) -> None:
    seed(stores)

    assert seed(stores).new_hotels == 0
    assert counts(stores) == WHOLE


def test_a_chain_grows_by_hotels_and_days_and_keeps_what_was_sold(stores: Stores) -> None:
    seed(stores)
    stores.reservation.write(
        lambda unit: unit.execute(text("UPDATE room_inventory SET total_reserved = 5"))
    )

    seed(stores, hotels=9, days=50)

    last = FIRST_DAY + timedelta(days=49)
    assert rows(stores.reservation, "SELECT COUNT(*), SUM(total_reserved) FROM room_inventory") == [
        (9 * 3 * 50, 5 * 840)
    ]
    assert str(rows(stores.rate, "SELECT MAX(stay_date) FROM room_rate")[0][0]) == str(last)


def test_another_shape_of_the_same_hotels_is_refused(stores: Stores) -> None:
    seed(stores)

    with pytest.raises(InvalidInput, match="3 room types of 12 rooms"):
        seed(stores, rooms=20)
    assert counts(stores) == WHOLE


@pytest.mark.parametrize(
    "figures", [{"hotels": 0}, {"room_types": 91}, {"rooms": 1_000}, {"days": -1}]
)
def test_impossible_figures_are_refused(figures: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        plan(**figures)
