"""Many desks want the same rooms: none sold twice, none refused while a room is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk_app.domain.selling.availability import Locking
from tests.house.building import BUSINESS_DATE, Kind, build_hotel
from tests.house.crowd import Crowd, let_them_book
from tests.house.house import House, open_house
from tests.servers.schema import StoreUrls

ARRIVAL = BUSINESS_DATE + timedelta(days=7)
LAST, HOT = 11, 12

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def wanted(layout_urls: StoreUrls, tmp_path: Path) -> Iterator[House]:
    """One room of the first type, 200 that may be sold of the second."""
    with open_house(layout_urls, tmp_path) as opened:
        build_hotel(
            opened.desk.stores,
            kinds=(Kind(code="LAST", rooms=1), Kind(code="HOT", rooms=200)),
            overbooking_bp=0,
            nights=30,
        )
        yield opened


@pytest.mark.layouts("mariadb", "sqlite")
@pytest.mark.parametrize("locking", list(Locking))
def test_twenty_processes_on_the_last_room_make_one_booking(
    wanted: House, layout_urls: StoreUrls, tmp_path: Path, locking: Locking
) -> None:
    answers = let_them_book(
        Crowd(
            urls=layout_urls,
            folder=tmp_path,
            room_type=LAST,
            check_in=ARRIVAL,
            processes=20,
            locking=locking,
        )
    )
    assert len(answers.booked) == 1
    assert answers.kinds() == {"SoldOut": 19}
    assert all(f"{ARRIVAL:%a %d %b %Y}" in sentence for _, sentence in answers.refused)
    wanted.check_books()


@pytest.mark.layouts("mariadb")
@pytest.mark.parametrize("locking", list(Locking))
def test_sixty_four_clients_sell_two_hundred_rooms_to_the_last(
    wanted: House, layout_urls: StoreUrls, tmp_path: Path, locking: Locking
) -> None:
    answers = let_them_book(
        Crowd(
            urls=layout_urls,
            folder=tmp_path,
            room_type=HOT,
            check_in=ARRIVAL,
            processes=8,
            threads=8,
            locking=locking,
            until_sold_out=True,
        )
    )
    assert answers.kinds() == {"SoldOut": 64}
    assert len(set(answers.booked)) == len(answers.booked) == 200
    night = wanted.nights(HOT)[ARRIVAL]
    assert (night.total_reserved, night.left) == (200, 0)
    wanted.check_books()


@pytest.mark.layouts("mariadb")
def test_with_the_guard_off_the_same_crowd_oversells(
    wanted: House, layout_urls: StoreUrls, tmp_path: Path
) -> None:
    """Negative control: the tests above can fail."""
    answers = let_them_book(
        Crowd(
            urls=layout_urls,
            folder=tmp_path,
            room_type=HOT,
            check_in=ARRIVAL,
            processes=8,
            threads=8,
            until_sold_out=True,
            most=8,  # counts that overwrite each other may never reach the end
            guard=False,
        )
    )
    assert len(answers.booked) > 200
    assert wanted.breaches()


@pytest.mark.layouts("mariadb", "sqlite")
def test_one_key_from_twenty_processes_makes_one_booking(
    wanted: House, layout_urls: StoreUrls, tmp_path: Path
) -> None:
    answers = let_them_book(
        Crowd(
            urls=layout_urls,
            folder=tmp_path,
            room_type=LAST,
            check_in=ARRIVAL,
            processes=20,
            key="the-same",
        )
    )
    assert answers.refused == ()
    assert len(answers.booked) == 20
    assert len(set(answers.booked)) == 1
    wanted.check_books()
