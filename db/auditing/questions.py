"""How the auditor asks: one statement gathers rows, each rule is a condition on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, text

from desk_app.domain.checking.auditing import Breach
from desk_app.domain.ids import show_confirmation_code
from desk_app.domain.money import Money

_NIGHTS = "NIGHTS(check_in, check_out)"
"""Stands in conditions for the number of nights; no way to say it is known to all servers."""

_SQLITE_NIGHTS = "CAST(julianday(check_out) - julianday(check_in) AS INTEGER)"
_MYSQL_NIGHTS = "DATEDIFF(check_out, check_in)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """``broken`` is SQL over the columns of the question; NULL counts as unbroken.

    ``where``, ``expected``, ``found`` and ``sentence`` are templates over the same columns; the
    sentence knows the other three too. With ``money`` the two middle ones name a column of minor
    units each.
    """

    name: str
    broken: str
    where: str
    expected: str
    found: str
    sentence: str
    money: bool = False

    def breach(self, row: Mapping[str, Any]) -> Breach:
        values = _readable(row)
        if self.money:
            said = {
                "expected": _amount(row, self.expected),
                "found": _amount(row, self.found),
            }
        else:
            said = {
                "expected": self.expected.format_map(values),
                "found": self.found.format_map(values),
            }
        said["where"] = self.where.format_map(values)
        return Breach(
            rule=self.name,
            hotel_id=int(row["hotel_id"]),
            sentence=self.sentence.format_map(values | said),
            **said,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """``rows`` is a SELECT over the hotels in ``:hotels``; ``counted`` the table it looks at.

    The statement is whole for each hotel, so any number of hotels may be asked at a time.
    """

    counted: str
    rows: str
    rules: tuple[Rule, ...]

    def ask(self, connection: Connection, hotels: Sequence[int]) -> Iterator[Breach]:
        statement = text(self._sql(connection.dialect.name)).bindparams(
            bindparam("hotels", expanding=True)
        )
        for row in connection.execute(statement, {"hotels": list(hotels)}).mappings():
            for rule in self.rules:
                if row[rule.name]:
                    yield rule.breach({str(name): value for name, value in row.items()})

    def count(self, connection: Connection, hotels: Sequence[int]) -> int:
        """How many rows are looked at."""
        statement = text(
            f"SELECT COUNT(*) FROM {self.counted} WHERE hotel_id IN :hotels"  # noqa: S608 - ours
        ).bindparams(bindparam("hotels", expanding=True))
        return int(connection.execute(statement, {"hotels": list(hotels)}).scalar_one())

    def _sql(self, dialect: str) -> str:
        flags = ", ".join(f"({rule.broken}) AS {rule.name}" for rule in self.rules)
        broken = " OR ".join(f"({rule.broken})" for rule in self.rules)
        sql = f"SELECT g.*, {flags} FROM ({self.rows}) g WHERE {broken}"  # noqa: S608 - ours
        return sql.replace(_NIGHTS, _SQLITE_NIGHTS if dialect == "sqlite" else _MYSQL_NIGHTS)


def one_of(words: Sequence[str]) -> str:
    """``('A', 'B')``, for IN."""
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: int(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }
    if "code" in values:
        code = values["code"]
        values["code"] = show_confirmation_code(code) if code else "without a record"
    return values


def _amount(row: Mapping[str, Any], column: str) -> str:
    amount = int(row[column] or 0)
    return str(Money(amount, row["currency"])) if row["currency"] else str(amount)
