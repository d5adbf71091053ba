"""Who may do what. Services ask here; on a central database its own grants say it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk_app.domain.errors import NotAllowed


class Role(StrEnum):
    RECEPTIONIST = "receptionist"
    MANAGER = "manager"
    ADMIN = "admin"
    WORKER = "worker"


class Act(StrEnum):
    """Things not everyone may do; the value completes "You may not ..."."""

    BOOK = "book rooms"
    CANCEL = "cancel a reservation"
    WAIVE_FEE = "waive a cancellation fee"
    OVERRIDE_PRICE = "set a price by hand"
    OVERSELL = "sell above the inventory"
    REFUND = "refund a payment"
    SEND_REFUND = "send refunds to the payment company"
    EDIT_RATES = "change rates"
    EDIT_INVENTORY = "change the inventory"
    EDIT_HOTEL = "change a hotel's data"
    ADD_HOTEL = "add or retire a hotel"
    EDIT_GUEST = "change a guest's profile"


_DESK = frozenset({Role.RECEPTIONIST, Role.MANAGER, Role.ADMIN})
_HOUSE = frozenset({Role.MANAGER, Role.ADMIN})

WHO_MAY: dict[Act, frozenset[Role]] = {
    Act.BOOK: _DESK,
    Act.CANCEL: _DESK,
    Act.EDIT_GUEST: _DESK,
    Act.WAIVE_FEE: _HOUSE,
    Act.OVERRIDE_PRICE: _HOUSE,
    Act.OVERSELL: _HOUSE,
    Act.REFUND: _HOUSE,
    Act.EDIT_RATES: _HOUSE,
    Act.EDIT_INVENTORY: _HOUSE,
    Act.EDIT_HOTEL: _HOUSE,
    Act.ADD_HOTEL: frozenset({Role.ADMIN}),
    Act.SEND_REFUND: frozenset({Role.WORKER, Role.ADMIN}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or worker) that acts; the name is what the audit trail keeps."""

    name: str
    role: Role

    def may(self, act: Act) -> bool:
        return self.role in WHO_MAY[act]

    def must_be_allowed(self, act: Act) -> None:
        """Raises `NotAllowed`, which says who may."""
        if not self.may(act):
            raise NotAllowed(action=act.value, who_may=sorted(WHO_MAY[act]))
