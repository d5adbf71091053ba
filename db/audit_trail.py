"""Writing the insert-only trail, in the transaction that it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select

from db.unit_of_work import UnitOfWork
from desk_app.domain.ids import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEvent:
    """Who did what to which row; ``detail`` holds names of fields and [from, to]. ``at`` is UTC."""

    hotel_id: int
    entity: str
    entity_id: int
    action: str
    actor: str
    at: datetime
    detail: dict[str, Any]


def record(unit: UnitOfWork, table: Table, *events: AuditEvent) -> None:
    """Insert events into the store's own trail (`db.tables.*.audit_event`)."""
    if events:
        unit.execute(
            insert(table),
            [
                {
                    "hotel_id": event.hotel_id,
                    "id": new_id(),
                    "entity": event.entity,
                    "entity_id": event.entity_id,
                    "action": event.action,
                    "actor": event.actor,
                    "at": event.at,
                    "detail": event.detail,
                }
                for event in events
            ],
        )


def timeline(
    unit: UnitOfWork, table: Table, hotel_id: int, entity_ids: Sequence[int]
) -> list[AuditEvent]:
    """The events of some rows, oldest first."""
    rows = unit.execute(
        select(table)
        .where(table.c.hotel_id == hotel_id, table.c.entity_id.in_(entity_ids))
        .order_by(table.c.id)
    )
    return [
        AuditEvent(
            hotel_id=row.hotel_id,
            entity=row.entity,
            entity_id=row.entity_id,
            action=row.action,
            actor=row.actor,
            at=row.at,
            detail=row.detail,
        )
        for row in rows
    ]
