"""Telling the audit trail what became of a reservation."""

from __future__ import annotations

from typing import Any

from db.audit_trail import AuditEvent, record
from db.tables.reservation import audit_event
from db.unit_of_work import UnitOfWork
from desk_app.domain.permissions import Actor
from desk_app.domain.selling.reservations import Reservation


def tell(
    unit: UnitOfWork, of: Reservation, action: str, actor: Actor, detail: dict[str, Any]
) -> None:
    """Insert one event, in the transaction that it tells of. No guest data in ``detail``."""
    record(
        unit,
        audit_event,
        AuditEvent(
            hotel_id=of.hotel_id,
            entity="reservation",
            entity_id=of.id,
            action=action,
            actor=actor.name,
            at=unit.now,
            detail=detail,
        ),
    )
