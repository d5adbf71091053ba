"""Cancellation policies: until when it is free, and what it costs afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from desk_app.domain.errors import InvalidInput
from desk_app.domain.money import share
from desk_app.domain.stays import hotel_instant


class FeeKind(StrEnum):
    FREE = "FREE"
    PERCENT = "PERCENT"  # value in basis points of the price of the stay
    NIGHTS = "NIGHTS"  # value in nights, the first of the stay
    FIXED = "FIXED"  # value in minor units of the hotel's currency, each room
    NON_REFUNDABLE = "NON_REFUNDABLE"


class FreeUnit(StrEnum):
    DAYS = "DAYS"  # by the hotel's wall clock at its check-in time
    HOURS = "HOURS"  # elapsed time


@dataclass(frozen=True, kw_only=True, slots=True)
class CancellationPolicy:
    """``free_before`` counts ``free_unit`` before check-in time; None = there is no free time."""

    code: str
    name: str
    fee_kind: FeeKind
    fee_value: int = 0
    free_before: int | None = None
    free_unit: FreeUnit = FreeUnit.DAYS

    def __post_init__(self) -> None:
        if self.fee_value < 0 or (self.free_before or 0) < 0:
            raise InvalidInput(field="policy", problem="its figures can't be negative")
        if self.fee_kind is FeeKind.PERCENT and self.fee_value > 10_000:
            raise InvalidInput(field="policy", problem="a fee is at most 100 % of the stay")

    def free_until(self, check_in: date, check_in_time: time, time_zone: str) -> datetime | None:
        """The UTC instant at which a fee begins, or None where none is ever free of it."""
        if self.free_before is None or self.fee_kind is FeeKind.NON_REFUNDABLE:
            return None
        if self.free_unit is FreeUnit.DAYS:
            day = check_in - timedelta(days=self.free_before)
            return hotel_instant(day, check_in_time, time_zone)
        arrival = hotel_instant(check_in, check_in_time, time_zone)
        return arrival - timedelta(hours=self.free_before)

    def fee(self, nights: Sequence[int]) -> int:
        """Minor units kept for one room with these nightly prices, once it is no longer free."""
        match self.fee_kind:
            case FeeKind.FREE:
                return 0
            case FeeKind.PERCENT:
                return share(sum(nights), self.fee_value)
            case FeeKind.NIGHTS:
                return sum(nights[: self.fee_value])
            case FeeKind.FIXED:
                return self.fee_value
            case FeeKind.NON_REFUNDABLE:
                return sum(nights)

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "fee_kind": self.fee_kind.value,
            "fee_value": self.fee_value,
            "free_before": self.free_before,
            "free_unit": self.free_unit.value,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CancellationPolicy:
        return cls(
            code=stored["code"],
            name=stored["name"],
            fee_kind=FeeKind(stored["fee_kind"]),
            fee_value=stored["fee_value"],
            free_before=stored["free_before"],
            free_unit=FreeUnit(stored["free_unit"]),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """A policy as fixed on one reservation, with the clock of its hotel when it was booked."""

    policy: CancellationPolicy
    check_in_time: time
    time_zone: str

    def fee_at(self, now: datetime, check_in: date, nights: Sequence[int]) -> int:
        """Fee in minor units for cancelling one room at ``now`` (UTC)."""
        free_until = self.policy.free_until(check_in, self.check_in_time, self.time_zone)
        if free_until is not None and now <= free_until:
            return 0
        return self.policy.fee(nights)

    def free_until(self, check_in: date) -> datetime | None:
        return self.policy.free_until(check_in, self.check_in_time, self.time_zone)

    def to_json(self) -> dict[str, Any]:
        return {
            "policy": self.policy.to_json(),
            "check_in_time": self.check_in_time.isoformat(timespec="minutes"),
            "time_zone": self.time_zone,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Terms:
        return cls(
            policy=CancellationPolicy.from_json(stored["policy"]),
            check_in_time=time.fromisoformat(stored["check_in_time"]),
            time_zone=stored["time_zone"],
        )
