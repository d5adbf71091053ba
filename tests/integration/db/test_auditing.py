"""The auditor names every kind of breach, and raises no alarm while desks are at work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from db import schema
from db.auditing import audit
from db.auditing.auditor import HOTELS_AT_A_TIME, QUESTIONS
from db.auditing.keys import RULE
from db.auditing.snapshot import snapshot
from db.engines import EngineOptions
from db.stores import Stores, StoreUrls, open_stores
from desk_app.domain.errors import DatabaseUnavailable
from tests.integration.db.books import BOOKINGS, HOTEL, OTHER_HOTEL, write_books
from tests.integration.db.spoilings import FIRST_NIGHT, SPOILINGS, Spoiling

RULES = {rule.name for question in QUESTIONS for rule in question.rules} | {RULE}


@pytest.fixture(params=["mariadb", "sqlite"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """The books of two hotels, all in order."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/desk.sqlite"
    else:
        url = request.getfixturevalue("new_database")()
    opened = open_stores(StoreUrls.one(url))
    schema.upgrade(opened)
    for hotel_id in (HOTEL, OTHER_HOTEL):
        opened.reservation.write(
            lambda unit, hotel_id=hotel_id: write_books(unit.connection, hotel_id)  # type: ignore[misc]
        )
    yield opened
    opened.close()


def spoil(stores: Stores, *statements: str) -> None:
    """Change rows behind the back of every CHECK."""
    with stores.reservation.engine.execution_options(writes=True).connect() as connection:
        if connection.dialect.name == "sqlite":
            off, on = "PRAGMA ignore_check_constraints = 1", "PRAGMA ignore_check_constraints = 0"
        else:
            off, on = "SET check_constraint_checks = 0", "SET check_constraint_checks = 1"
        connection.exec_driver_sql(off)
        for statement in statements:
            changed = connection.exec_driver_sql(statement)
            assert changed.rowcount != 0, f"nothing was spoiled by {statement}"
        connection.commit()
        connection.exec_driver_sql(on)


def test_books_in_order_are_found_in_order(stores: Stores) -> None:
    seen: list[tuple[int, int]] = []
    report = audit(stores, progress=lambda done, total: seen.append((done, total)))
    assert [breach.sentence for breach in report.breaches] == []
    assert report.is_clean
    assert set(report.checked) == RULES
    assert report.checked["reserved_is_held"] == 2 * 3
    assert report.checked["money_is_accounted_for"] == 2 * len(BOOKINGS)
    assert abs(report.taken_at - datetime.now(UTC)).total_seconds() < 60
    assert seen == [(2, 2)]


@pytest.mark.parametrize("spoiling", SPOILINGS, ids=lambda spoiling: spoiling.name)
def test_each_breach_is_named(stores: Stores, spoiling: Spoiling) -> None:
    spoil(stores, *spoiling.statements)
    report = audit(stores)
    found = {(breach.rule, breach.where) for breach in report.breaches}
    assert found == spoiling.breaches, [breach.sentence for breach in report.breaches]
    assert {breach.hotel_id for breach in report.breaches} == {HOTEL}
    assert not report.is_clean
    assert audit(stores, [OTHER_HOTEL]).is_clean, "the other hotel's books are in order"


def test_every_rule_is_tried_above() -> None:
    tried = {rule for spoiling in SPOILINGS for rule, _ in spoiling.breaches}
    assert tried == RULES - {RULE}


def test_a_missing_unique_index_is_named(stores: Stores) -> None:
    with stores.reservation.engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("CREATE TABLE copy AS SELECT * FROM refund")
            connection.exec_driver_sql("DROP TABLE refund")
            connection.exec_driver_sql("ALTER TABLE copy RENAME TO refund")
        else:
            connection.exec_driver_sql("ALTER TABLE refund DROP INDEX uq_refund_key")
    (breach,) = audit(stores).breaches
    assert (breach.rule, breach.hotel_id) == (RULE, None)
    assert breach.where == "refund (hotel_id, refund_key)"


def test_a_breach_says_what_it_is_in_money(stores: Stores) -> None:
    spoil(stores, f"DELETE FROM payment WHERE hotel_id = {HOTEL} AND id = 1")
    (breach,) = audit(stores).breaches
    assert breach.sentence == (
        "Hotel 41, reservation 0000-0001 (CONFIRMED): it is prepaid and costs EUR 300.00, but"
        " only EUR 0.00 is paid."
    )
    assert (breach.expected, breach.found) == ("EUR 300.00", "EUR 0.00")


def test_hotels_in_every_portion_are_checked(stores: Stores) -> None:
    more = range(HOTEL + 1, HOTEL + 2 * HOTELS_AT_A_TIME + 1)
    last = more[-1]
    for hotel_id in more:
        stores.reservation.write(
            lambda unit, hotel_id=hotel_id: unit.connection.exec_driver_sql(  # type: ignore[misc]
                "INSERT INTO room_inventory (hotel_id, room_type_id, stay_date, total_inventory,"
                " total_reserved, changed_by, changed_at)"
                f" VALUES ({hotel_id}, 1, '2030-01-01', 9, {int(hotel_id == last)}, '',"
                " '2030-01-01 00:00:00')"
            )
        )
    seen: list[tuple[int, int]] = []
    report = audit(stores, progress=lambda done, total: seen.append((done, total)))
    assert [breach.hotel_id for breach in report.breaches] == [last]
    assert [done for done, _ in seen] == [HOTELS_AT_A_TIME, 2 * HOTELS_AT_A_TIME, len(more) + 2]
    assert report.checked["reserved_is_held"] == 6 + len(more)


def cancel_and_book_again(stores: Stores, *, live: bool) -> None:
    """A desk's whole transaction: reservation 2, its room, its nights and the inventory."""
    status, released, change = (
        ("CONFIRMED", "NULL", "total_reserved + 1, allowed_over = allowed_over")
        if live
        else ("CANCELLED", "'2030-03-01 00:00:00'", "total_reserved - 1, allowed_over = 0")
    )
    if live:
        allowance = f"UPDATE room_inventory SET allowed_over = 1 WHERE {FIRST_NIGHT}"
    else:
        allowance = "SELECT 1"
    owner = f"hotel_id = {HOTEL} AND reservation_id = 2"

    def work(connection: Connection) -> None:
        for statement in (
            f"UPDATE reservation SET status = '{status}' WHERE hotel_id = {HOTEL} AND id = 2",
            f"UPDATE reservation_room SET status = '{status}' WHERE {owner}",
            f"UPDATE reservation_night SET released_at = {released} WHERE {owner}",
            allowance,
            f"UPDATE room_inventory SET total_reserved = {change} WHERE hotel_id = {HOTEL}",
        ):
            connection.exec_driver_sql(statement)

    stores.reservation.write(lambda unit: work(unit.connection))


def test_live_desks_cause_no_false_alarm(stores: Stores) -> None:
    stop = threading.Event()
    moves = 0

    def desk() -> None:
        nonlocal moves
        while not stop.is_set():
            cancel_and_book_again(stores, live=False)
            cancel_and_book_again(stores, live=True)
            moves += 2

    writer = threading.Thread(target=desk)
    writer.start()
    try:
        reports = [audit(stores) for _ in range(25)]
    finally:
        stop.set()
        writer.join()
    assert [breach.sentence for report in reports for breach in report.breaches] == []
    assert moves > 25


def reserved_and_held(connection: Connection, rival: Callable[[], None]) -> tuple[int, int]:
    """What an auditor sees who reads in two statements, and a desk works in between."""
    reserved = connection.execute(
        text(f"SELECT total_reserved FROM room_inventory WHERE {FIRST_NIGHT}")
    ).scalar_one()
    rival()
    held = connection.execute(
        text(f"SELECT COUNT(*) FROM reservation_night WHERE {FIRST_NIGHT} AND released_at IS NULL")
    ).scalar_one()
    return int(reserved), int(held)


def test_a_snapshot_holds_while_a_desk_commits(stores: Stores) -> None:
    with snapshot(stores) as connection:
        reserved, held = reserved_and_held(
            connection, lambda: cancel_and_book_again(stores, live=False)
        )
    assert reserved == held
    assert audit(stores).is_clean


def test_without_the_snapshot_the_same_desk_causes_a_false_alarm(stores: Stores) -> None:
    """The negative control: READ COMMITTED, and on SQLite a transaction for each statement."""
    with stores.reservation.engine.connect() as connection:

        def rival() -> None:
            if connection.dialect.name == "sqlite":
                connection.rollback()
            cancel_and_book_again(stores, live=False)

        reserved, held = reserved_and_held(connection, rival)
    assert reserved == held + 1
    assert audit(stores).is_clean


@pytest.mark.parametrize("stores", ["mariadb"], indirect=True)
def test_a_snapshot_can_not_write(stores: Stores) -> None:
    """SQLite has no read-only transaction."""
    with pytest.raises(Exception, match="READ ONLY transaction"), snapshot(stores) as connection:
        connection.exec_driver_sql("DELETE FROM refund")


def test_a_database_that_is_away_is_said_so() -> None:
    stores = open_stores(
        StoreUrls.one("mysql://nobody:x@127.0.0.1:1/none"), EngineOptions(pool_timeout=1)
    )
    with pytest.raises(DatabaseUnavailable):
        audit(stores)
    stores.close()
