"""The inventory while several desks change it and sell it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from db.catalogue import inventory_edits
from tests.integration.services.conftest import Managed
from tests.integration.services.test_management_inventory import close, set_rooms


def test_two_desks_changing_rooms_at_once_leave_the_last_total(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that read the old rooms writes the totals after the rival's refresh."""
    run_once(monkeypatch, before_first_totals=lambda: set_rooms(managed, 30))
    set_rooms(managed, 20)
    assert managed.kind().total_rooms == 30
    assert {night.total_inventory for night in managed.nights()} == {33}


def test_without_the_second_look_the_old_total_would_win(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the race above."""
    monkeypatch.setattr("desk_app.services.management.inventory.ROUNDS", 1)
    run_once(monkeypatch, before_first_totals=lambda: set_rooms(managed, 30))
    set_rooms(managed, 20)
    assert {night.total_inventory for night in managed.nights()} == {22}


def run_once(monkeypatch: pytest.MonkeyPatch, before_first_totals: Callable[[], None]) -> None:
    """Let a rival act between the reading of the rooms and the writing of the totals."""
    real, waiting = inventory_edits.out_of_step, [before_first_totals]

    def out_of_step(*args: Any) -> list[int]:
        if waiting:
            waiting.pop()()
        return real(*args)

    monkeypatch.setattr(inventory_edits, "out_of_step", out_of_step)


@pytest.mark.layouts("mariadb", "sqlite")
def test_desks_sell_on_while_the_manager_cuts_closes_and_reopens(managed: Managed) -> None:
    stop = threading.Event()
    sold: list[int] = []

    def desk() -> None:
        while not stop.is_set():
            if managed.sell(1):
                sold.append(1)
                managed.release(1)

    def manager() -> None:
        for turn in range(15):
            set_rooms(managed, 4 + turn % 3)
            managed.management.close_rooms(close(turn % 4))

    with ThreadPoolExecutor(3) as desks:
        selling = [desks.submit(desk) for _ in range(3)]
        try:
            manager()
        finally:
            stop.set()
        for each in selling:
            each.result()
    assert sold
    last = managed.night()
    assert (last.total_reserved, last.allowed_over) == (0, 0)
    assert (last.total_inventory, last.closed_rooms) == (6, 2)
