"""A refund given of good will."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import Money
from desk_app.domain.selling.refunding import RefundRequest

FORM: dict[str, Any] = {
    "key": "form-1",
    "hotel_id": 1,
    "reservation_id": 7,
    "amount": Money(1, "USD"),
    "reason": " noise ",
}


def form(**changed: Any) -> RefundRequest:
    return RefundRequest(**FORM | changed)


def test_its_reason_is_cleaned() -> None:
    assert form().reason == "noise"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": ""}, "key"),
        ({"amount": Money(0, "USD")}, "amount"),
        ({"amount": Money(-1, "USD")}, "amount"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 251}, "reason"),
        ({"reason": "card 4111111111111111"}, "reason"),
    ],
)
def test_one_that_makes_no_sense_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        form(**wrong)
    assert refused.value.field == field
