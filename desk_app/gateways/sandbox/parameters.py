"""What a caller sent, read strictly; and `Problem`, the answer to what can not be done."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

from desk_app.gateways.sandbox.state import Body, Books
from desk_app.gateways.stripe.currency import smallest_step

Parameters = dict[str, Any]

# Eight digits, and more where money is counted in large numbers: docs.stripe.com/currencies.
_LARGEST_AMOUNT, _LARGEST_OF_SMALL_COINS = 99_999_999, 999_999_999_999
_SMALL_COINS = frozenset(["cop", "huf", "idr", "inr", "jpy", "lbp"])
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


class Problem(Exception):
    """An error answer. ``kept``: it is stored under the key, as all is that was really tried."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        kept: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        fields = {"type": kind, "code": code, "message": message, **more}
        self.body: Body = {
            "error": {name: value for name, value in fields.items() if value is not None}
        }


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex[:24]}"


def decode(text: str) -> Parameters:
    """``a[b][0][c]=1`` as nested dicts and lists. Raises `Problem` on broken names."""
    tree: Parameters = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=1_000):
        match = _NAME.fullmatch(name)
        if not match:
            raise Problem(400, f"Invalid parameter name: {name:.60}", code="parameter_unknown")
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        node = tree
        for step, following in pairwise(path):
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise Problem(400, f"Invalid object: {following}", code="parameter_invalid_object")
        node[path[-1] or str(len(node))] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(name.isdecimal() for name in node):
        return [_listed(node[name]) for name in sorted(node, key=int)]
    return {name: _listed(value) for name, value in node.items()}


def only(parameters: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refuse what the processor does not know, as it does: a typo must not pass in silence."""
    for name in parameters:
        if name not in allowed:
            raise Problem(
                400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name
            )


def required(parameters: Mapping[str, Any], name: str) -> Any:
    if parameters.get(name) in (None, ""):
        raise Problem(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    return parameters[name]


def whole(value: Any, name: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,18}", value):
        raise Problem(400, f"Invalid integer: {name}", code="parameter_invalid_integer", param=name)
    return int(value)


def currency(parameters: Mapping[str, Any]) -> str:
    code = required(parameters, "currency")
    if not isinstance(code, str) or not re.fullmatch("[a-z]{3}", code):
        raise Problem(400, f"Invalid currency: {code!s:.10}", param="currency")
    return code


def amount(value: Any, code: str, name: str = "amount") -> int:
    """A positive amount in the units in which the processor counts the currency."""
    number = whole(value, name)
    if number < 1:
        raise Problem(400, f"Invalid positive integer: {name}", code="amount_too_small", param=name)
    if number > (_LARGEST_OF_SMALL_COINS if code in _SMALL_COINS else _LARGEST_AMOUNT):
        raise Problem(400, "Amount is too large", code="amount_too_large", param=name)
    if number % smallest_step(code.upper()):
        raise Problem(
            400,
            f"Invalid amount. {code} amounts must be evenly divisible by"
            f" {smallest_step(code.upper())}.",
            code="invalid_charge_amount_no_decimal_compatible",
            param=name,
        )
    return number


def metadata(parameters: Mapping[str, Any], name: str = "metadata") -> dict[str, str]:
    """At most 50 entries, names of 40 characters, values of 500 (docs.stripe.com/api/metadata)."""
    entries = parameters.get(name) or {}
    if not isinstance(entries, dict) or len(entries) > 50:
        raise Problem(400, f"Invalid {name}", code="parameter_invalid_object", param=name)
    for key, value in entries.items():
        if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
            raise Problem(400, f"Invalid {name}[{key:.40}]", param=f"{name}[{key:.40}]")
    return entries


def page_of(
    books: Books, kind: str, url: str, parameters: Mapping[str, Any], parent: str | None = None
) -> Body:
    """A page in the processor's shape: ``limit``, ``starting_after`` and ``created[gte]`` etc."""
    limit = whole(parameters.get("limit", "10"), "limit")
    if not 1 <= limit <= 100:
        raise Problem(400, "limit must be between 1 and 100", param="limit")
    after = parameters.get("starting_after")
    if after is not None and books.find(kind, after) is None:
        raise Problem(
            400, f"No such {kind}: '{after!s:.60}'", code="resource_missing", param="starting_after"
        )
    found = books.newest_first(
        kind, limit=limit + 1, parent=parent, after=after, **_period(parameters.get("created", {}))
    )
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": found[:limit]}


def _period(created: Any) -> dict[str, int]:
    if isinstance(created, str):
        created = {"gte": created, "lte": created}
    only(created, ("gt", "gte", "lt", "lte"))
    seconds = {name: whole(value, f"created[{name}]") for name, value in created.items()}
    lows = [seconds.get("gte"), seconds["gt"] + 1 if "gt" in seconds else None]
    highs = [seconds.get("lte"), seconds["lt"] - 1 if "lt" in seconds else None]
    period = {}
    if low := [second for second in lows if second is not None]:
        period["earliest"] = max(low)
    if high := [second for second in highs if second is not None]:
        period["latest"] = min(high)
    return period
