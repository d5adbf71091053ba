"""What a grid shows, as small frozen values. Plain Python: a model is tested without Qt.

A model is asked for the same values at every frame: it keeps them ready and does no I/O.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ui.kit.tokens import Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``text`` large, ``note`` small below it, ``marks`` (icon names) on top of it.

    ``tone`` tints the cell, and ``strong`` writes in the tone's colour. ``closed`` hatches it.
    ``spoken`` is what a screen reader says of it, without row and column; "" says text and note.
    """

    text: str = ""
    note: str = ""
    tone: Tone | None = None
    strong: bool = False
    closed: bool = False
    marks: tuple[str, ...] = ()
    tip: str = ""
    spoken: str = ""

    def said(self) -> str:
        return self.spoken or ", ".join(part for part in (self.text, self.note) if part)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A column: ``text`` large ("22"), ``note`` small above it ("Sun"), ``group`` over several
    columns ("November 2026"), ``spoken`` in full ("Sunday 22 November")."""

    text: str
    note: str = ""
    group: str = ""
    weekend: bool = False
    today: bool = False
    spoken: str = ""


class RowKind(Enum):
    PLAIN = "plain"
    GROUP = "group"
    """A heading over the rows below it; its cells are not chosen."""
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class RowHead:
    """A row: ``text`` ("Standard King"), ``note`` quiet at its end ("12 rooms")."""

    text: str
    note: str = ""
    kind: RowKind = RowKind.PLAIN


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``start`` to ``end`` in columns: a stay of nights 3 and 4 goes from 3.5 to 5.5."""

    key: Hashable
    start: float
    end: float
    text: str
    tone: Tone = Tone.BLUE
    icon: str = ""
    hatched: bool = False
    tip: str = ""


class GridModel(Protocol):
    """What a :class:`~ui.kit.grid.view.Grid` asks. All of it is fast, and on the main thread."""

    def row_count(self) -> int: ...

    def column_count(self) -> int: ...

    def corner(self) -> str:
        """What stands over the first column."""

    def row(self, row: int) -> RowHead: ...

    def column(self, column: int) -> ColumnHead: ...

    def cell(self, row: int, column: int) -> Cell: ...

    def bars(self, row: int, first: int, last: int) -> Sequence[Bar]:
        """Bars of ``row`` that reach into columns ``first`` to ``last``, both included."""

    def home_column(self) -> int:
        """Where the Home key goes: today."""
