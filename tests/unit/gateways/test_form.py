"""Nested parameters, written by the gateway and read by the sandbox."""

from __future__ import annotations

from urllib.parse import unquote_plus

import pytest

from desk_app.gateways.sandbox.parameters import Problem, decode
from desk_app.gateways.stripe.form import encode


def test_nested_names_are_written_as_the_processor_reads_them() -> None:
    body = encode(
        {
            "amount": 61200,
            "confirm": False,
            "payment_method": None,
            "payment_method_types": ["card"],
            "metadata": {"hotel_id": "7", "guest": "Ünal & Søn"},
            "line_items": [{"price_data": {"unit_amount": 5}, "quantity": 1}],
        }
    )
    assert unquote_plus(body).replace("Ünal & Søn", "?") == (
        "amount=61200&confirm=false&payment_method_types[]=card&metadata[hotel_id]=7"
        "&metadata[guest]=?&line_items[0][price_data][unit_amount]=5&line_items[0][quantity]=1"
    )
    assert decode(body) == {
        "amount": "61200",
        "confirm": "false",
        "payment_method_types": ["card"],
        "metadata": {"hotel_id": "7", "guest": "Ünal & Søn"},
        "line_items": [{"price_data": {"unit_amount": "5"}, "quantity": "1"}],
    }


@pytest.mark.parametrize("body", ["[a]=1", "a[b=1", "a]=1", "a=1&a[b]=2"])
def test_broken_names_are_refused(body: str) -> None:
    with pytest.raises(Problem) as refused:
        decode(body)
    assert refused.value.status == 400
