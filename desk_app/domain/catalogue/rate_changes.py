"""What staff may submit to change plans, policies, prices, restrictions and inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.errors import Conflict, InvalidInput
from desk_app.domain.forms import house_code, put, whole_number
from desk_app.domain.money import LARGEST_AMOUNT, Money
from desk_app.domain.selling.policies import CancellationPolicy
from desk_app.domain.selling.prices import Guarantee, RatePlan, Restriction
from desk_app.domain.text import one_line

MOST_NIGHTS = 3_660
"""Nights in one command: ten years."""

MOST_CELLS = 50_000
"""Prices or restrictions in one command; one transaction holds them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPolicy:
    hotel_id: int
    id: int
    policy: CancellationPolicy
    version: int
    changed_by: str
    changed_at: datetime


def checked_policy(policy: CancellationPolicy) -> CancellationPolicy:
    """Its code and name cleaned; its figures within what can be stored."""
    whole_number(policy.fee_value, field="fee_value", least=0, most=LARGEST_AMOUNT)
    whole_number(policy.free_before or 0, field="free_before", least=0, most=10_000)
    return replace(
        policy,
        code=house_code(policy.code),
        name=one_line(policy.name, field="name", required=True),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPolicy:
    hotel_id: int
    policy: CancellationPolicy

    def __post_init__(self) -> None:
        put(self, policy=checked_policy(self.policy))


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePolicy:
    """Reservations made before keep the policy as it was."""

    hotel_id: int
    policy_id: int
    version: int
    policy: CancellationPolicy

    def __post_init__(self) -> None:
        put(self, policy=checked_policy(self.policy))


@dataclass(frozen=True, kw_only=True, slots=True)
class RatePlanDetails:
    code: str
    name: str
    policy_id: int
    guarantee: Guarantee = Guarantee.PREPAID
    meals: str = ""
    position: int = 0

    def __post_init__(self) -> None:
        whole_number(self.position, field="position", least=0, most=10_000)
        put(
            self,
            code=house_code(self.code),
            name=one_line(self.name, field="name", required=True),
            meals=one_line(self.meals, field="meals", limit=60),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPlan:
    """A plan as the manager's form needs it: with the id of its policy."""

    plan: RatePlan
    policy_id: int

    @property
    def details(self) -> RatePlanDetails:
        plan = self.plan
        return RatePlanDetails(
            code=plan.code,
            name=plan.name,
            policy_id=self.policy_id,
            guarantee=plan.guarantee,
            meals=plan.meals,
            position=plan.position,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AddRatePlan:
    hotel_id: int
    details: RatePlanDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRatePlan:
    hotel_id: int
    rate_plan_id: int
    version: int
    details: RatePlanDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRatePlanStanding:
    hotel_id: int
    rate_plan_id: int
    version: int
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class RateCell:
    """The price of one night. ``expected_version``: 0 = none was there, None = whatever is."""

    room_type_id: int
    rate_plan_id: int
    stay_date: date
    price: Money
    expected_version: int | None = None

    def __post_init__(self) -> None:
        whole_number(self.price.amount, field="price", least=0, most=LARGEST_AMOUNT)


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRates:
    """All of the cells, or none."""

    hotel_id: int
    cells: tuple[RateCell, ...]

    def __post_init__(self) -> None:
        _check_cells(
            [(cell.room_type_id, cell.rate_plan_id, cell.stay_date) for cell in self.cells]
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RestrictionCell:
    """A restriction; one without any limit lifts what was there."""

    restriction: Restriction
    expected_version: int | None = None

    def __post_init__(self) -> None:
        row = self.restriction
        whole_number(row.min_los, field="min_los", least=0, most=365)
        whole_number(row.max_los, field="max_los", least=0, most=365)
        if row.max_los and row.max_los < row.min_los:
            raise InvalidInput(field="max_los", problem="shorter than the shortest stay")


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRestrictions:
    hotel_id: int
    cells: tuple[RestrictionCell, ...]

    def __post_init__(self) -> None:
        rows = [cell.restriction for cell in self.cells]
        _check_cells([(row.room_type_id, row.rate_plan_id, row.stay_date) for row in rows])


def _check_cells(keys: Sequence[tuple[int, int, date]]) -> None:
    if not keys:
        raise InvalidInput(field="cells", problem="there is nothing to set")
    if len(keys) > MOST_CELLS:
        raise InvalidInput(field="cells", problem=f"at most {MOST_CELLS:,} at once")
    if len(set(keys)) < len(keys):
        raise InvalidInput(field="cells", problem="the same night is there twice")


@dataclass(frozen=True, kw_only=True, slots=True)
class CellConflict:
    """A cell as it stands now, and who left it so; ``changed_at`` is UTC."""

    room_type_id: int
    rate_plan_id: int
    stay_date: date
    version: int
    changed_by: str | None
    changed_at: datetime | None


class CellsChanged(Conflict):
    """Somebody else changed some of the cells first; nothing was written."""

    def __init__(self, *, what: str, cells: Sequence[CellConflict]) -> None:
        last = max(cells, key=lambda cell: cell.changed_at.timestamp() if cell.changed_at else 0.0)
        super().__init__(
            what=what,
            changed_by=last.changed_by,
            at=last.changed_at,
            fields=sorted({f"{cell.stay_date}" for cell in cells}),
        )
        self.cells = tuple(cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseRooms:
    """Keep ``rooms`` rooms of a type off sale on the nights ``[first, last]``; 0 opens them.

    ``expected_versions``, by stay date, are the nights as the person saw them.
    """

    hotel_id: int
    room_type_id: int
    first: date
    last: date
    rooms: int
    reason: str
    expected_versions: Mapping[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        nights_between(self.first, self.last)
        whole_number(self.rooms, field="rooms", least=0, most=100_000)
        put(self, reason=one_line(self.reason, field="reason", limit=250, required=self.rooms > 0))


def nights_between(first: date, last: date) -> int:
    """Nights of ``[first, last]``. Raises `InvalidInput`."""
    nights = (last - first).days + 1
    if nights < 1:
        raise InvalidInput(field="last", problem="before the first night")
    if nights > MOST_NIGHTS:
        raise InvalidInput(field="last", problem=f"at most {MOST_NIGHTS:,} nights at once")
    return nights
