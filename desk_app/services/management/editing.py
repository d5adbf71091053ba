"""What all edits of a hotel share: who acts, where it is told, and what is forgotten after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from db.catalogue.edits import Edit
from db.errors import DuplicateRow
from db.stores import Stores
from db.tables import chain, rate, reservation
from db.unit_of_work import UnitOfWork
from desk_app.cache import Cache
from desk_app.domain.errors import InvalidInput
from desk_app.domain.permissions import Actor
from desk_app.services.cached import hotel_key, rates_group

T = TypeVar("T")


class Editing:
    """Base of the edits; made once a desk, for the person who is signed in."""

    def __init__(self, stores: Stores, cache: Cache, actor: Actor) -> None:
        self._stores = stores
        self._cache = cache
        self._actor = actor

    def _chain_edit(self, hotel_id: int) -> Edit:
        return Edit(self._stores.chain, chain.audit_event, hotel_id, self._actor.name)

    def _rate_edit(self, hotel_id: int) -> Edit:
        return Edit(self._stores.rate, rate.audit_event, hotel_id, self._actor.name)

    def _reservation_edit(self, hotel_id: int) -> Edit:
        return Edit(self._stores.reservation, reservation.audit_event, hotel_id, self._actor.name)

    def _edit_page(
        self,
        hotel_id: int,
        work: Callable[[Edit, UnitOfWork], object],
        result: Callable[[UnitOfWork], T],
    ) -> T:
        """Change what a hotel's page shows, then forget the page, and tell the other desks.

        Raises `InvalidInput` where a code or number is taken.
        """
        edit = self._chain_edit(hotel_id)
        try:
            done = edit.run(lambda unit: work(edit, unit), result)
        except DuplicateRow as error:
            raise taken(error) from error
        finally:
            # After a failure too: the commit may have happened, or the page shown may be the old
            # one that led to a conflict.
            self._cache.drop(hotel_key(hotel_id))
        self._cache.publish(hotel_id, "hotel")
        return done

    def _edit_rates(
        self,
        hotel_id: int,
        work: Callable[[Edit, UnitOfWork], object],
        result: Callable[[UnitOfWork], T],
        dates: Sequence[date] = (),
    ) -> T:
        """As `_edit_page`, for plans, prices and restrictions."""
        edit = self._rate_edit(hotel_id)
        try:
            done = edit.run(lambda unit: work(edit, unit), result)
        finally:
            self._cache.drop(rates_group(hotel_id))
        self._cache.publish(hotel_id, "rates", dates)
        return done


def taken(error: DuplicateRow) -> InvalidInput:
    """The unique key that stood in the way, as the field that holds it."""
    field = next((name for name in ("code", "number") if name in error.index), None)
    if field is None:
        raise error
    return InvalidInput(field=field, problem="this is taken already")
