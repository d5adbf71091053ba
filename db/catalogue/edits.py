"""What every edit by a person has in common: version, conflict, trail, and a lost COMMIT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, insert, select, update

from db.audit_trail import AuditEvent, record
from db.errors import DuplicateRow
from db.unit_of_work import Store, UnitOfWork
from desk_app.domain.errors import Conflict, DeskError, NotFound
from desk_app.domain.ids import new_id

T = TypeVar("T")

Changes = dict[str, list[Any]]
"""Field -> [from, to], plain values."""


class Edit:
    """One change that a person submitted, through all attempts of its unit of work.

    An attempt whose COMMIT was sent and never answered may have happened. The next attempt then
    looks in the trail for the event of the earlier one, instead of taking its own change for a
    rival's. Use a new one for each change; not safe for threads.
    """

    def __init__(self, store: Store, trail: Table, hotel_id: int, actor: str) -> None:
        self._store = store
        self._trail = trail
        self._hotel_id = hotel_id
        self._actor = actor
        self._tried_at: list[datetime] = []
        self._first_id = new_id()
        self._in_doubt = False

    def run(self, work: Callable[[UnitOfWork], object], result: Callable[[UnitOfWork], T]) -> T:
        """Do ``work`` once, whatever happens to the answers; then ``result``, in the same unit.

        Raises what ``work`` raises, and `DuplicateRow`.
        """

        def attempt(unit: UnitOfWork) -> T:
            self._in_doubt = unit.commit_unknown
            if not (self._in_doubt and self._happened(unit)):
                self._tried_at.append(unit.now)
                work(unit)
            return result(unit)

        try:
            return self._store.write(attempt)
        except (DeskError, DuplicateRow):
            # The server may still have been committing when the second attempt looked.
            if self._in_doubt and self._store.read(self._happened):
                return self._store.read(result)
            raise

    def _happened(self, unit: UnitOfWork) -> bool:
        trail = self._trail.c
        found = unit.execute(
            select(trail.id)
            .where(
                trail.hotel_id == self._hotel_id,
                trail.id > self._first_id,  # ids sort by time: only the newest events are read
                trail.actor == self._actor,
                trail.at.in_(self._tried_at),
            )
            .limit(1)
        )
        return found.first() is not None

    def add(
        self, unit: UnitOfWork, table: Table, entity_id: int, values: Mapping[str, Any]
    ) -> None:
        """Insert a row, at version 1."""
        unit.execute(insert(table).values(**values, version=1, **self.stamp(unit)))
        self.note(unit, table.name, entity_id, "add", _told(values))

    def change(
        self,
        unit: UnitOfWork,
        table: Table,
        key: Mapping[str, int],
        version: int | None,
        values: Mapping[str, Any],
        *,
        what: str,
        action: str = "change",
    ) -> Changes:
        """Bring a row to ``values``; nothing is written where it has them already.

        ``version`` is the one the person saw; None changes it whatever it is. Raises `NotFound`,
        and `Conflict` when another version stands there and says something else.
        """
        where = self._where(table, key)
        found = unit.execute(select(table).where(where).with_for_update()).mappings().first()
        if found is None:
            raise NotFound(what=what, name=list(key.values())[-1])
        changes = {
            name: [plain(found[name]), plain(value)]
            for name, value in values.items()
            if plain(found[name]) != plain(value)
        }
        if not changes:
            return {}
        if version is not None and found["version"] != version:
            raise Conflict(
                what=what.capitalize(),
                changed_by=found["changed_by"],
                at=found["changed_at"],
                fields=sorted(changes),
            )
        unit.execute(
            update(table)
            .where(where)
            .values(
                **{name: values[name] for name in changes},
                version=table.c.version + 1,
                **self.stamp(unit),
            )
        )
        self.note(unit, table.name, list(key.values())[-1], action, changes)
        return changes

    def note(
        self, unit: UnitOfWork, entity: str, entity_id: int, action: str, detail: dict[str, Any]
    ) -> None:
        """Write an event into the store's trail."""
        event = AuditEvent(
            hotel_id=self._hotel_id,
            entity=entity,
            entity_id=entity_id,
            action=action,
            actor=self._actor,
            at=unit.now,
            detail=detail,
        )
        record(unit, self._trail, event)

    def stamp(self, unit: UnitOfWork) -> dict[str, Any]:
        return {"changed_by": self._actor, "changed_at": unit.now}

    @staticmethod
    def _where(table: Table, key: Mapping[str, int]) -> ColumnElement[bool]:
        return and_(*(table.c[name] == value for name, value in key.items()))


def _told(values: Mapping[str, Any]) -> Changes:
    """A new row's values as changes from nothing; its keys and what is empty left out."""
    return {
        name: [None, plain(value)]
        for name, value in values.items()
        if value not in (None, "", [], ()) and name not in ("id", "hotel_id")
    }


def plain(value: Any) -> Any:
    """As JSON has it, and as it compares equal whichever driver read it."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
