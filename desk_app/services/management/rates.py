"""Cancellation policies, rate plans, prices and restrictions, as managers set them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from db.catalogue import hotels, rate_edits
from db.catalogue.edits import Edit
from db.errors import DuplicateRow
from db.unit_of_work import UnitOfWork
from desk_app.domain.catalogue.hotels import HotelPage
from desk_app.domain.catalogue.rate_changes import (
    AddPolicy,
    AddRatePlan,
    ChangePolicy,
    ChangeRatePlan,
    SetRatePlanStanding,
    SetRates,
    SetRestrictions,
    StoredPlan,
    StoredPolicy,
)
from desk_app.domain.errors import InvalidInput, NotFound
from desk_app.domain.ids import new_id
from desk_app.domain.permissions import Act
from desk_app.domain.selling.prices import EVERY_PLAN
from desk_app.services.management.editing import Editing, taken

TRIES = 3
"""A rival who puts in a missing cell first is seen at the next try, and told of."""


class RateEdits(Editing):
    """All raise `NotAllowed`, `NotFound`, `InvalidInput` and `Conflict`."""

    def policies(self, hotel_id: int) -> list[StoredPolicy]:
        """By code."""
        return self._stores.rate.read(lambda unit: rate_edits.policies(unit, hotel_id))

    def rate_plans(self, hotel_id: int) -> list[StoredPlan]:
        """Retired ones too, in the house's order."""
        return self._stores.rate.read(lambda unit: rate_edits.stored_plans(unit, hotel_id))

    def add_policy(self, command: AddPolicy) -> StoredPolicy:
        hotel_id, policy_id = command.hotel_id, new_id()
        self._must_exist(hotel_id)
        return self._edit_policy(
            hotel_id,
            policy_id,
            lambda edit, unit: rate_edits.add_policy(
                edit, unit, hotel_id, policy_id, command.policy
            ),
        )

    def change_policy(self, command: ChangePolicy) -> StoredPolicy:
        """Reservations made before keep the policy as it was."""
        hotel_id, policy_id = command.hotel_id, command.policy_id
        return self._edit_policy(
            hotel_id,
            policy_id,
            lambda edit, unit: rate_edits.change_policy(
                edit, unit, hotel_id, policy_id, command.version, command.policy
            ),
        )

    def add_rate_plan(self, command: AddRatePlan) -> StoredPlan:
        hotel_id, plan_id = command.hotel_id, new_id()
        self._must_exist(hotel_id)
        return self._edit_plan(
            hotel_id,
            plan_id,
            lambda edit, unit: rate_edits.add_plan(edit, unit, hotel_id, plan_id, command.details),
        )

    def change_rate_plan(self, command: ChangeRatePlan) -> StoredPlan:
        hotel_id, plan_id = command.hotel_id, command.rate_plan_id
        return self._edit_plan(
            hotel_id,
            plan_id,
            lambda edit, unit: rate_edits.change_plan(
                edit, unit, hotel_id, plan_id, command.version, command.details
            ),
        )

    def set_rate_plan_standing(self, command: SetRatePlanStanding) -> StoredPlan:
        hotel_id, plan_id = command.hotel_id, command.rate_plan_id
        return self._edit_plan(
            hotel_id,
            plan_id,
            lambda edit, unit: rate_edits.set_plan_standing(
                edit, unit, hotel_id, plan_id, command.version, command.standing
            ),
        )

    def set_rates(self, command: SetRates) -> int:
        """Set prices of many nights, all or none; returns how many changed.

        Raises `CellsChanged`, which tells of every cell that somebody else changed.
        """
        self._actor.must_be_allowed(Act.EDIT_RATES)
        page = self._must_exist(command.hotel_id)
        for cell in command.cells:
            if cell.price.currency != page.hotel.currency:
                raise InvalidInput(
                    field="price", problem=f"this hotel's currency is {page.hotel.currency}"
                )
        _check_types(page, {cell.room_type_id for cell in command.cells})
        plans = {cell.rate_plan_id for cell in command.cells}
        changed = 0

        def work(edit: Edit, unit: UnitOfWork) -> None:
            nonlocal changed
            _check_plans(unit, command.hotel_id, plans)
            changed = rate_edits.set_rates(edit, unit, command)

        dates = [cell.stay_date for cell in command.cells]
        _overtaking(lambda: self._edit_rates(command.hotel_id, work, lambda _: None, dates))
        return changed

    def set_restrictions(self, command: SetRestrictions) -> int:
        """As `set_rates`. A restriction of the plan `EVERY_PLAN` holds for all of them."""
        self._actor.must_be_allowed(Act.EDIT_RATES)
        rows = [cell.restriction for cell in command.cells]
        _check_types(self._must_exist(command.hotel_id), {row.room_type_id for row in rows})
        plans = {row.rate_plan_id for row in rows} - {EVERY_PLAN}
        changed = 0

        def work(edit: Edit, unit: UnitOfWork) -> None:
            nonlocal changed
            _check_plans(unit, command.hotel_id, plans)
            changed = rate_edits.set_restrictions(edit, unit, command)

        dates = [row.stay_date for row in rows]
        _overtaking(lambda: self._edit_rates(command.hotel_id, work, lambda _: None, dates))
        return changed

    def _must_exist(self, hotel_id: int) -> HotelPage:
        return self._stores.chain.read(lambda unit: hotels.page(unit, hotel_id))

    def _edit_policy(
        self, hotel_id: int, policy_id: int, work: Callable[[Edit, UnitOfWork], object]
    ) -> StoredPolicy:
        self._actor.must_be_allowed(Act.EDIT_RATES)
        try:
            return self._edit_rates(
                hotel_id, work, lambda unit: rate_edits.one_policy(unit, hotel_id, policy_id)
            )
        except DuplicateRow as error:
            raise taken(error) from error

    def _edit_plan(
        self, hotel_id: int, plan_id: int, work: Callable[[Edit, UnitOfWork], object]
    ) -> StoredPlan:
        self._actor.must_be_allowed(Act.EDIT_RATES)
        try:
            return self._edit_rates(
                hotel_id, work, lambda unit: rate_edits.one_plan(unit, hotel_id, plan_id)
            )
        except DuplicateRow as error:
            raise taken(error) from error


def _overtaking(edit: Callable[[], None]) -> None:
    for _ in range(TRIES - 1):
        try:
            edit()
        except DuplicateRow:
            continue
        return
    edit()


def _check_types(page: HotelPage, wanted: Iterable[int]) -> None:
    for kind in wanted:
        if page.room_type(kind) is None:
            raise NotFound(what="room type", name=kind)


def _check_plans(unit: UnitOfWork, hotel_id: int, wanted: Iterable[int]) -> None:
    there = {stored.plan.id for stored in rate_edits.stored_plans(unit, hotel_id)}
    for plan in wanted:
        if plan not in there:
            raise NotFound(what="rate plan", name=plan)
