"""Guests of the whole chain: profiles, and finding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, literal, or_, select

from db.catalogue.edits import Edit
from db.tables.chain import guest
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.guests import Guest, GuestProfile
from desk_app.domain.errors import NotFound

_g = guest.c


def one_guest(unit: UnitOfWork, guest_id: int) -> Guest:
    """Raises `NotFound`."""
    row = unit.execute(select(guest).where(_g.id == guest_id)).first()
    if row is None:
        raise NotFound(what="guest", name=guest_id)
    return _guest(row)


def add_guest(edit: Edit, unit: UnitOfWork, guest_id: int, profile: GuestProfile) -> None:
    edit.add(unit, guest, guest_id, {"id": guest_id, **_values(profile)})


def change_guest(
    edit: Edit, unit: UnitOfWork, guest_id: int, version: int | None, profile: GuestProfile
) -> None:
    edit.change(unit, guest, {"id": guest_id}, version, _values(profile), what="guest profile")


def find_guests(
    unit: UnitOfWork,
    *,
    name_words: Sequence[str],
    phones: Sequence[str],
    phone_digits: str,
    email: str,
    limit: int,
) -> list[Guest]:
    """Guests who match any of the ways given (an empty one is no way), by name.

    What an index can answer (a name from its beginning, a phone number, a mail address) is asked
    first; only when that does not fill the list are names searched word by word, and phone numbers
    by their end, which reads every guest of the chain.
    """
    found = _matching(unit, _by_index(name_words, phones, email), limit)
    if len(found) < limit:
        more = _matching(unit, _by_reading(name_words, phone_digits), limit)
        known = {one.id for one in found}
        found += [one for one in more if one.id not in known]
    return found[:limit]


def _matching(unit: UnitOfWork, ways: Sequence[ColumnElement[bool]], limit: int) -> list[Guest]:
    if not ways:
        return []
    query = select(guest).where(or_(*ways)).order_by(_g.name_key, _g.id).limit(limit)
    return [_guest(row) for row in unit.execute(query)]


def _by_index(
    name_words: Sequence[str], phones: Sequence[str], email: str
) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if name_words:
        ways.append(_g.name_key.startswith(" ".join(name_words), autoescape=True))
    ways += [_g.phone.startswith(phone, autoescape=True) for phone in phones]
    if email:
        ways.append(_g.email.startswith(email, autoescape=True))
    return ways


def _by_reading(name_words: Sequence[str], phone_digits: str) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if name_words:
        spaced = literal(" ") + _g.name_key
        ways.append(and_(*(spaced.contains(f" {word}", autoescape=True) for word in name_words)))
    if phone_digits:
        ways.append(_g.phone.contains(phone_digits, autoescape=True))
    return ways


def _values(profile: GuestProfile) -> dict[str, Any]:
    return {**asdict(profile), "name_key": profile.name_key}


def _guest(row: Row[Any]) -> Guest:
    return Guest(
        id=row.id,
        profile=GuestProfile(
            last_name=row.last_name,
            first_name=row.first_name,
            phone=row.phone,
            email=row.email,
            country=row.country,
            language=row.language,
            notes=row.notes,
        ),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
