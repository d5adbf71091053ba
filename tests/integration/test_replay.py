"""Real bookings replay with the same counts on every store, in each of the four ways to lock.

What comes out is compared with a model that shares no code with the replay: a dictionary of
nights, counted up and down.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.selling import inventory
from desk_app.domain.selling.availability import Locking
from desk_app.settings import Settings
from tests.integration.replayed import TIGHT, Cells, counts, model, slice_cells, write
from tests.replay import read_rows, replay, replay_settings
from tests.replay.__main__ import main
from tests.replay.crew import Processes, ReplayFailed
from tests.replay.events import days
from tests.servers.schema import StoreUrls


@pytest.fixture(scope="module")
def cells() -> list[Cells]:
    return slice_cells()


@pytest.fixture
def file(cells: list[Cells], tmp_path: Path) -> Path:
    return write(tmp_path / "slice.csv", cells)


def settings_of(urls: StoreUrls, folder: Path, strategy: Locking = Locking.OPTIMISTIC) -> Settings:
    return replay_settings(
        folder,
        strategy=strategy,
        chain=urls.chain,
        rate=urls.rate,
        reservation=urls.reservation,
    )


@pytest.mark.parametrize("strategy", Locking)
@pytest.mark.layouts("mariadb", "sqlite")
def test_shortened_replay_counts_as_the_model(
    layout_urls: StoreUrls,
    tmp_path: Path,
    file: Path,
    cells: list[Cells],
    strategy: Locking,
) -> None:
    expected = model(cells, TIGHT)
    assert min(expected[name] for name in ("booked", "rejected", "cancelled", "zero_night")) > 5
    assert expected["cancel_of_unbooked"] > 0
    report = replay(read_rows(file), settings_of(layout_urls, tmp_path, strategy), capacity=TIGHT)
    assert report.breaches == ()
    assert counts(report) == expected


@pytest.mark.layouts("mariadb-split")
def test_shortened_replay_on_three_databases(
    layout_urls: StoreUrls, tmp_path: Path, file: Path, cells: list[Cells]
) -> None:
    report = replay(read_rows(file), settings_of(layout_urls, tmp_path))
    assert report.breaches == ()
    assert counts(report) == model(cells)


@pytest.mark.parametrize("strategy", [Locking.OPTIMISTIC, Locking.GUARDED])
@pytest.mark.layouts("mariadb", "sqlite")
def test_two_workers_differ_only_as_the_order_does(
    layout_urls: StoreUrls,
    tmp_path: Path,
    file: Path,
    cells: list[Cells],
    strategy: Locking,
) -> None:
    unlimited = model(cells)
    settings = settings_of(layout_urls, tmp_path, strategy)
    report = replay(read_rows(file), settings, capacity=TIGHT, workers=2)
    found = counts(report)
    assert report.breaches == ()  # nothing above the capacity among them
    assert found["zero_night"] == unlimited["zero_night"]
    assert found["booked"] + found["rejected"] == unlimited["booked"]
    assert found["rejected"] > 0
    cancels = unlimited["cancelled"] + unlimited["cancel_of_unbooked"]
    assert found["cancelled"] + found["cancel_of_unbooked"] == cancels


@pytest.mark.layouts("mariadb", "sqlite")
def test_two_workers_with_rooms_for_all_count_exactly(
    layout_urls: StoreUrls, tmp_path: Path, file: Path, cells: list[Cells]
) -> None:
    report = replay(read_rows(file), settings_of(layout_urls, tmp_path), workers=2)
    assert report.breaches == ()
    assert counts(report) == model(cells)


@pytest.mark.layouts("sqlite")
def test_rooms_that_are_not_given_back_are_found(
    layout_urls: StoreUrls,
    tmp_path: Path,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: with the release switched off, the same replay must not come out clean."""
    monkeypatch.setattr(inventory, "give_back", lambda *_: None)
    report = replay(read_rows(file), settings_of(layout_urls, tmp_path))
    assert any("the inventory has" in sentence for sentence in report.breaches)
    assert report.to_json()["breaches"] != 0


@pytest.fixture
def other_hotels(cells: list[Cells], tmp_path: Path) -> tuple[Path, list[Cells]]:
    """Two houses of another group, decades later, with room types of other names."""
    names = {"A": "suite sea view", "D": "Suite Sea View", "E": "K2", "C": "familiär"}
    rows = [
        dict(
            cells,
            hotel="Grand Hôtel" if number % 3 else "Annex",
            arrival_date_year=str(int(cells["arrival_date_year"]) + 12),
            reserved_room_type=names.get(cells["reserved_room_type"], "K9"),
            children="NA",
            babies="1.0",
            adults="70",
            adr=["-6.38", "0", "121.335"][number % 3],
            reservation_status_date=str(
                date.fromisoformat(cells["reservation_status_date"]) + timedelta(days=4_383)
            ),
        )
        for number, cells in enumerate(cells[:150])
    ]
    return write(tmp_path / "others.csv", rows), rows


@pytest.mark.layouts("sqlite")
def test_any_hotel_with_any_room_types_is_replayed(
    layout_urls: StoreUrls, tmp_path: Path, other_hotels: tuple[Path, list[Cells]]
) -> None:
    file, cells = other_hotels
    settings = settings_of(layout_urls, tmp_path)
    for _ in range(2):  # the second time beside the hotels of the first
        report = replay(read_rows(file), settings)
        assert report.breaches == ()
        assert counts(report) == model(cells)


def test_command_prints_the_counts_as_json(
    capsys: pytest.CaptureFixture[str], file: Path, cells: list[Cells]
) -> None:
    capacity = json.dumps(TIGHT | {"Z": 1})
    exit_code = main([str(file), "--limit", "60", "--strategy", "guarded", "--capacity", capacity])
    printed, told = capsys.readouterr()
    report = json.loads(printed)
    expected = model(cells[:60], TIGHT)
    assert exit_code == 0
    assert {name: report[name] for name in expected} == expected
    assert report["seconds"] > 0
    assert (report["strategy"], report["workers"], report["breaches"]) == ("guarded", 1, 0)
    assert "room type Z" in told


def test_command_takes_an_url_of_mariadb(
    capsys: pytest.CaptureFixture[str],
    file: Path,
    cells: list[Cells],
    new_database: Callable[[], str],
) -> None:
    """An empty database gets its tables; the workers are told the same URL."""
    arguments = [str(file), "--limit", "40", "--url", new_database(), "--workers", "2"]
    assert main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    expected = model(cells[:40])
    assert {name: report[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [
        ("{A: 1}", "--capacity is not JSON"),
        ("[1]", "must be an object of room types"),
        ('{"A": 1.5}', "--capacity of A must be a whole number"),
        ('{"A": -1}', "--capacity of A must be a whole number"),
    ],
)
def test_capacity_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], file: Path, capacity: str, sentence: str
) -> None:
    assert main([str(file), "--capacity", capacity]) == 1
    assert sentence in capsys.readouterr().err


def test_database_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    url = "mysql+pymysql://nobody:nothing@127.0.0.1:1/none"
    assert main([str(file), "--limit", "5", "--url", url]) == 1
    assert "The database can not be reached" in capsys.readouterr().err


def test_worker_that_dies_ends_the_replay(cells: list[Cells], tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path / "one.csv", cells[:1]))
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    day = days(rows)[0]
    with ours, pytest.raises(ReplayFailed, match="Worker 1 ended before its work was done"):
        Processes([ours]).work(day)
