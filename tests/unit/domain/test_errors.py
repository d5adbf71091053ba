"""Every known error is a sentence that staff can act on, with its data beside it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.schema import SchemaForeign, SchemaTooNew
from desk_app.domain import errors
from desk_app.domain.catalogue.rate_changes import CellConflict, CellsChanged
from desk_app.domain.errors import (
    Conflict,
    DatabaseUnavailable,
    DeskError,
    HoldExpired,
    IdempotencyMismatch,
    InvalidInput,
    InvalidStay,
    NotAllowed,
    NotFound,
    PaymentDeclined,
    PaymentUnknown,
    PriceChanged,
    ProcessorUnavailable,
    Restricted,
    SoldOut,
)
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import CancelPreview, NotCancellable, RefundChanged
from desk_app.domain.selling.statuses import Status

DAY = date(2027, 3, 12)
NIGHTS = [DAY + timedelta(days=offset) for offset in range(9)]
AT = datetime(2027, 3, 10, 17, 5, 9, tzinfo=UTC)
DOLLARS = Money(61_200, "USD")
CELL = CellConflict(
    room_type_id=1, rate_plan_id=2, stay_date=DAY, version=3, changed_by="rita", changed_at=AT
)
PREVIEW = CancelPreview(
    currency="USD",
    at=AT,
    fees=(),
    fee_waived=False,
    paid=1,
    fee=0,
    refund=1,
    balance_due=0,
    parts=(),
)

KNOWN: list[tuple[DeskError, str]] = [
    (InvalidInput(field="check_out", problem="too late"), "Check out: too late."),
    (InvalidInput(field="DESK_ROLE", problem="no role"), "DESK_ROLE: no role."),
    (InvalidStay(field="check_out", problem="no night"), "Check out: no night."),
    (
        SoldOut(nights=NIGHTS[:1], room_type="STD"),
        "No room of type STD left on Fri 12 Mar 2027.",
    ),
    (
        SoldOut(nights=NIGHTS[:2], room_type="STD", wanted=3),
        "Fewer than 3 rooms of type STD left on Fri 12 Mar 2027, Sat 13 Mar 2027.",
    ),
    (
        PriceChanged(expected=DOLLARS, now=Money(1, "USD"), quote=None),
        "The price is USD 0.01 now, not USD 612.00; tell the guest and book again.",
    ),
    (Restricted(rule="At least 3 nights"), "At least 3 nights."),
    (
        Restricted(rule="No arrivals", dates=NIGHTS[:2]),
        "No arrivals. Nearest arrivals that work: Fri 12 Mar, Sat 13 Mar.",
    ),
    (
        NotAllowed(action="oversell", who_may=["manager"]),
        "You may not oversell; this needs a manager.",
    ),
    (
        IdempotencyMismatch(key="k"),
        "This booking key was already used for a different booking; start a new booking.",
    ),
    (
        RefundChanged(expected=DOLLARS, preview=PREVIEW),
        (
            "The refund is USD 0.01 now, not USD 612.00; nothing was cancelled. Tell the guest and"
            " decide again."
        ),
    ),
    (NotCancellable(status=Status.NO_SHOW), "This is a no-show; it can't be cancelled."),
    (
        Conflict(what="The hotel", changed_by="rita", at=AT, fields=["name"]),
        (
            "The hotel was changed by rita at 17:05:09 UTC on 10 Mar 2027; look at the new values"
            " and decide again."
        ),
    ),
    (
        Conflict(what="The hotel", changed_by=None, at=None),
        "The hotel was changed by somebody else; look at the new values and decide again.",
    ),
    (
        CellsChanged(what="A price", cells=[CELL]),
        (
            "A price was changed by rita at 17:05:09 UTC on 10 Mar 2027; look at the new values"
            " and decide again."
        ),
    ),
    (NotFound(what="hotel", name="H9"), "There is no hotel H9."),
    (
        PaymentDeclined(code="insufficient_funds"),
        (
            "The payment was declined (insufficient funds); nothing was charged and the rooms were"
            " released. Try another card."
        ),
    ),
    (
        PaymentUnknown(key="k"),
        (
            "The payment company did not answer, so it is not known yet whether the guest was"
            " charged. The rooms are held; ask again with the same booking key."
        ),
    ),
    (
        HoldExpired(),
        (
            "The payment did not arrive in time, so the rooms were released; book again with a new"
            " key."
        ),
    ),
    (
        DatabaseUnavailable(reason="gone"),
        (
            "The database can not be reached; nothing more is sold until it is back. Try again in a"
            " moment."
        ),
    ),
    (
        DatabaseUnavailable(reason="1045", refusal="refused the user or the password"),
        (
            "The database server refused the user or the password; nothing was changed. Check the"
            " settings with desk doctor."
        ),
    ),
    (
        ProcessorUnavailable(reason="gone"),
        "The payment company can not be reached; nothing was changed. Cash still works.",
    ),
    (
        SchemaTooNew(store="rate", revision="rate_0009"),
        (
            "The rate database was made by a newer version of this program (rate_0009); update the"
            " program."
        ),
    ),
    (
        SchemaForeign(store="rate", table="room_rate"),
        (
            "The rate database has a table room_rate that this program did not make; use an empty"
            " database."
        ),
    ),
]


def kinds_below(kind: type[DeskError]) -> set[type[DeskError]]:
    """Classes of the domain and of db, without those that only group others."""
    below = {each for child in kind.__subclasses__() for each in {child} | kinds_below(child)}
    return {each for each in below if each.__module__.startswith(("desk_app.domain", "db."))}


def test_every_known_error_is_tried() -> None:
    tried = {type(error) for error, _ in KNOWN}
    groups = {errors.Refused, errors.PaymentProblem, errors.Unavailable}
    assert kinds_below(DeskError) - groups == tried


def test_the_drawing_shows_every_known_error() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == {kind.__name__ for kind in kinds_below(DeskError)}


@pytest.mark.parametrize(("error", "sentence"), KNOWN, ids=lambda each: getattr(each, "kind", ""))
def test_it_says_what_to_do_in_plain_words(error: DeskError, sentence: str) -> None:
    assert str(error) == sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert ".." not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(("error", "_sentence"), KNOWN, ids=lambda each: getattr(each, "kind", ""))
def test_its_details_are_data_of_its_own(error: DeskError, _sentence: str) -> None:
    details = error.details()
    assert all(not isinstance(value, (BaseException, type)) for value in details.values())
    assert error.kind == type(error).__name__
    details["added"] = 1
    assert "added" not in error.details()


def test_a_long_list_of_nights_is_cut_but_kept_whole_in_the_data() -> None:
    error = SoldOut(nights=NIGHTS, room_type="STD")
    assert str(error).endswith("Thu 18 Mar 2027 and 2 more nights.")
    assert error.details() == {"nights": tuple(NIGHTS), "room_type": "STD", "wanted": 1}


def test_a_long_name_that_is_not_found_is_cut() -> None:
    error = NotFound(what="reservation", name="x" * 5_000)
    assert len(str(error)) < 130
    assert error.details()["name"] == "x" * 80


@pytest.mark.parametrize(
    ("error", "attributes"),
    [
        (Conflict(what="X", changed_by="r", at=AT, fields=["a"]), ("r", AT, ("a",))),
        (Conflict(what="X", changed_by=None, at=None), (None, None, ())),
    ],
)
def test_a_conflict_carries_who_when_and_what(error: Conflict, attributes: tuple[Any, ...]) -> None:
    assert (error.changed_by, error.at, error.fields) == attributes
