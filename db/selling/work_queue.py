"""The worker's queue: rows that are due, claimed by lease.

A lease is an UPDATE that names its rival's absence; it outlives the transaction (SKIP LOCKED does
not) and ends by itself when its holder dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Table, or_, select, update

from db.tables.reservation import refund, reservation
from db.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=120)
"""Longer than every call of the processor with its retries."""


class Queue(Enum):
    RESERVATIONS = "reservation"  # a payment whose outcome has to be asked or ended
    REFUNDS = "refund"


_TABLES: dict[Queue, Table] = {Queue.RESERVATIONS: reservation, Queue.REFUNDS: refund}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """``id`` is the reservation's or the refund's; ``tries`` how often it was looked at."""

    hotel_id: int
    id: int
    reservation_id: int
    tries: int
    due_at: datetime


def due(unit: UnitOfWork, queue: Queue, hotel_ids: Sequence[int], limit: int) -> list[Claim]:
    """What is due and unclaimed, longest overdue first. Nothing is claimed yet."""
    table = _TABLES[queue]
    t = table.c
    owner = t.reservation_id if queue is Queue.REFUNDS else t.id
    rows = unit.execute(
        select(t.hotel_id, t.id, owner.label("owner"), t.tries, t.due_at)
        .where(
            t.hotel_id.in_(hotel_ids),
            t.due_at <= unit.now,
            or_(t.lease_until.is_(None), t.lease_until < unit.now),
        )
        .order_by(t.due_at)
        .limit(limit)
    )
    return [
        Claim(
            hotel_id=row.hotel_id,
            id=row.id,
            reservation_id=row.owner,
            tries=row.tries,
            due_at=row.due_at,
        )
        for row in rows
    ]


def claim(unit: UnitOfWork, queue: Queue, found: Claim, owner: str) -> bool:
    """Take the lease; False when another worker has it, or has looked at the row meanwhile."""
    table = _TABLES[queue]
    t = table.c
    changed = unit.execute(
        update(table)
        .where(
            t.hotel_id == found.hotel_id,
            t.id == found.id,
            t.tries == found.tries,
            t.due_at <= unit.now,
            # The owner's own lease: the answer to its COMMIT was lost.
            or_(t.lease_until.is_(None), t.lease_until < unit.now, t.lease_owner == owner),
        )
        .values(lease_owner=owner, lease_until=unit.now + LEASE, version=t.version + 1)
    )
    return changed.rowcount == 1


def put_back(unit: UnitOfWork, queue: Queue, found: Claim, owner: str, due_at: datetime) -> None:
    """Let go of a claim and look again later."""
    table = _TABLES[queue]
    t = table.c
    unit.execute(
        update(table)
        .where(t.hotel_id == found.hotel_id, t.id == found.id, t.lease_owner == owner)
        .values(
            lease_owner=None,
            lease_until=None,
            due_at=due_at,
            tries=t.tries + 1,
            version=t.version + 1,
        )
    )
