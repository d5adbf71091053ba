"""What an audit of the books says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach:
    """One row, or set of rows, that breaks a rule.

    Attributes:
        rule: its name, one of `AuditReport.checked`
        hotel_id: None when the rule is of the whole store
        where: the night, reservation or payment, for people
        expected, found: money with its currency; counts and dates as text
        sentence: all of it in words
    """

    rule: str
    hotel_id: int | None
    where: str
    expected: str
    found: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditReport:
    """The books as they stood at one instant, ``taken_at`` (UTC).

    ``checked`` counts by rule the rows that were looked at. ``unlisted`` breaches were found on
    top of those listed, when there are too many to list.
    """

    breaches: tuple[Breach, ...]
    checked: Mapping[str, int]
    taken_at: datetime
    unlisted: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.breaches and not self.unlisted
