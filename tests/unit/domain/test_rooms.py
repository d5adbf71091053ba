"""Numbers of rooms as people write them, and the total that follows the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.catalogue.rooms import room_numbers, total_after_listing
from desk_app.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("301-303", ("301", "302", "303")),
        ("301\N{EN DASH}302, 7", ("301", "302", "7")),
        ("301 \N{EN DASH} 302", ("301", "302")),
        ("098 - 101", ("098", "099", "100", "101")),
        ("A9-A11", ("A9", "A10", "A11")),
        ("3-A", ("3-A",)),
        ("Suite Royale", ("Suite Royale",)),
        ("1,,2,", ("1", "2")),
    ],
)
def test_room_numbers_are_read_as_people_write_them(text: str, numbers: tuple[str, ...]) -> None:
    assert room_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", ",", "303-301", "1, 1", "1-3, 2", "1-99999", "x" * 17])
def test_room_numbers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        room_numbers(text)
    assert refused.value.field == "numbers"


@pytest.mark.parametrize(
    ("total", "before", "after", "then"),
    [
        (0, 0, 20, 20),  # a new type gets its rooms
        (20, 0, 20, 20),  # rooms that were counted before they were listed
        (20, 0, 25, 25),
        (20, 20, 40, 40),  # a new wing
        (5, 10, 11, 6),  # a total cut on purpose stays cut
        (20, 20, 19, 19),  # a room is gone
        (20, 5, 4, 19),
        (5, 10, 9, 5),
        (0, 0, 0, 0),
    ],
)
def test_the_total_follows_the_list(total: int, before: int, after: int, then: int) -> None:
    assert total_after_listing(total, before, after) == then


@given(first=st.integers(0, 9_000), count=st.integers(1, 300), prefix=st.sampled_from(["", "A"]))
def test_a_range_holds_every_number_between_its_ends(first: int, count: int, prefix: str) -> None:
    last = first + count - 1
    numbers = room_numbers(f"{prefix}{first}-{prefix}{last}")
    assert numbers == tuple(f"{prefix}{number}" for number in range(first, last + 1))


COUNTS = st.integers(0, 500)


@given(total=COUNTS, before=COUNTS, added=COUNTS)
def test_listing_rooms_never_takes_any_from_the_total(total: int, before: int, added: int) -> None:
    after = total_after_listing(total, before, before + added)
    assert total <= after <= total + added
    assert after >= min(before + added, total)


@given(total=COUNTS, before=COUNTS, removed=COUNTS)
def test_taking_rooms_off_the_list_never_adds_any(total: int, before: int, removed: int) -> None:
    after = total_after_listing(total, before, max(0, before - removed))
    assert max(0, total - removed) <= after <= total


@given(total=COUNTS, listed=COUNTS)
def test_a_list_that_stays_changes_nothing(total: int, listed: int) -> None:
    assert total_after_listing(total, listed, listed) == total
