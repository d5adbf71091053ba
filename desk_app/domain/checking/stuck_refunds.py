"""Refunds that did not reach the guest, or that the worker holds back: somebody has to act."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.ids import show_confirmation_code
from desk_app.domain.selling.reservations import Refund


@dataclass(frozen=True, kw_only=True, slots=True)
class StuckRefund:
    """``code`` and ``reservation_id`` are the reservation's, ``currency`` the refund's."""

    hotel_id: int
    reservation_id: int
    code: str
    currency: str
    refund: Refund

    @property
    def confirmation_code(self) -> str:
        return show_confirmation_code(self.code)
