"""Ids sort by time and never repeat; confirmation codes survive being read over the phone."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.ids import (
    ALPHABET,
    EPOCH_MS,
    RANDOM_BITS,
    IdMaker,
    new_confirmation_code,
    read_confirmation_code,
    show_confirmation_code,
)

CODES = st.text(ALPHABET, min_size=8, max_size=8)


def test_ids_rise_and_fit_a_signed_bigint() -> None:
    one = IdMaker()
    made = [one() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert all(0 < each < 2**63 for each in made)


def test_an_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = (IdMaker()() >> RANDOM_BITS) + EPOCH_MS
    assert before <= made <= time.time_ns() // 1_000_000


def test_ids_are_unique_under_threads_and_rise_in_each() -> None:
    make = IdMaker()
    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(lambda _: [make() for _ in range(2_000)], range(8)))
    assert len({each for part in parts for each in part}) == 16_000
    assert all(part == sorted(part) for part in parts)


def test_ids_rise_though_the_computers_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    make = IdMaker()
    now = (EPOCH_MS + 10_000) * 1_000_000
    instants = iter([now, now - 9_000_000_000, now - 20_000_000_000, now])
    monkeypatch.setattr(time, "time_ns", lambda: next(instants))
    made = [make() for _ in range(4)]
    assert made[:3] == [made[0], made[0] + 1, made[0] + 2]
    assert made[3] > made[2]


def test_two_makers_hardly_ever_make_the_same_id_in_one_millisecond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    made = {IdMaker()() for _ in range(50)}
    assert len(made) >= 49  # 22 random bits: a pair of 50 agrees once in 3,400 runs


def test_a_code_has_eight_letters_that_are_not_misread() -> None:
    codes = {new_confirmation_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) == 32


@given(code=CODES)
def test_a_code_is_read_as_it_is_shown_and_however_it_is_typed(code: str) -> None:
    shown = show_confirmation_code(code)
    assert shown == f"{code[:4]}-{code[4:]}"
    misread = code.replace("1", "l").replace("0", "O")
    for typed in (
        code,
        shown,
        shown.lower(),
        f"  {shown}\n",
        f"{code[:4]} {code[4:]}",
        " ".join(code),
        "-".join(code),
        misread,
        misread.replace("l", "I"),
        misread.lower(),
    ):
        assert read_confirmation_code(typed) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7K4M-29Q",
        "7K4M-29QXX",
        "7K4M-29QU",  # no U
        "7K4M_29QX",
        "7K4M-29Q\u00e9",
        "GARCIA, Ana",
        "\uff17K4M29QX",
        "--------",
        "7K4M29QX" * 1_000,
    ],
)
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert read_confirmation_code(text) is None


@given(text=st.text(max_size=20))
def test_whatever_is_read_is_a_code(text: str) -> None:
    code = read_confirmation_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(ALPHABET))
