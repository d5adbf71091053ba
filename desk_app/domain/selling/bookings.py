"""What is asked for when a room is booked: the submitted body and its key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from desk_app.domain.errors import InvalidInput
from desk_app.domain.forms import mail_address, phone_text
from desk_app.domain.money import Money
from desk_app.domain.selling.payments import PaymentMethod
from desk_app.domain.stays import Stay
from desk_app.domain.text import NOTE_LENGTH, one_line, paragraph

KEY_LENGTH = 64
MOST_ROOMS = 50
"""Rooms in one booking; more is a group, booked in parts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GuestDetails:
    """Name and ways to reach a guest, as copied onto the reservation."""

    last_name: str
    first_name: str = ""
    phone: str = ""
    email: str = ""
    guest_id: int | None = None

    def checked(self) -> GuestDetails:
        """The same, cleaned. Raises `InvalidInput` at the field that is wrong."""
        return replace(
            self,
            last_name=one_line(self.last_name, field="last_name", required=True),
            first_name=one_line(self.first_name, field="first_name"),
            phone=phone_text(self.phone),
            email=mail_address(self.email),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomRequest:
    room_type_id: int
    adults: int = 2
    children: int = 0

    def __post_init__(self) -> None:
        if self.adults < 1:
            raise InvalidInput(field="adults", problem="each room needs at least one adult")
        if self.children < 0:
            raise InvalidInput(field="children", problem="this can't be negative")


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingRequest:
    """One submitted booking form. ``key`` belongs to exactly this body.

    ``rate_plan_id`` None takes the hotel's first plan. ``expected_total`` is what the guest was
    told: another price now is refused. ``agreed_price`` (each room, each night) needs a manager,
    as does ``oversell``. Raises `InvalidInput` at the field that is wrong.
    """

    key: str
    hotel_id: int
    stay: Stay
    rooms: tuple[RoomRequest, ...]
    guest: GuestDetails
    method: PaymentMethod
    token: str | None = None
    reader_id: str | None = None
    rate_plan_id: int | None = None
    expected_total: Money | None = None
    agreed_price: Money | None = None
    oversell: bool = False
    source: str = "desk"
    notes: str = field(default="")

    def __post_init__(self) -> None:
        check_key(self.key)
        object.__setattr__(self, "guest", self.guest.checked())
        if not self.rooms:
            raise InvalidInput(field="rooms", problem="at least one room")
        if len(self.rooms) > MOST_ROOMS:
            raise InvalidInput(field="rooms", problem=f"at most {MOST_ROOMS} in one booking")
        if self.method is PaymentMethod.CARD and not self.token:
            raise InvalidInput(field="pay", problem="paying by card needs the card's token")
        if self.token is not None and not _is_token(self.token):
            raise InvalidInput(field="pay", problem="this is not a card token")
        if self.method is PaymentMethod.TERMINAL and not self.reader_id:
            raise InvalidInput(field="reader", problem="paying at a terminal needs its reader")
        if self.reader_id is not None and not _is_reader(self.reader_id):
            raise InvalidInput(field="reader", problem="this is not the id of a card reader")
        if self.agreed_price is not None and self.agreed_price.amount < 0:
            raise InvalidInput(field="price", problem="a price can't be negative")
        object.__setattr__(self, "notes", paragraph(self.notes, field="notes", limit=NOTE_LENGTH))
        object.__setattr__(self, "source", one_line(self.source, field="source", limit=32))

    def body_hash(self) -> str:
        """SHA-256 (hex) of all but the key: equal bodies may share a key, others may not."""
        body = asdict(self)
        del body["key"]
        text = json.dumps(body, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()


def check_key(key: str) -> str:
    """An idempotency key is 1 to 64 printable ASCII characters without spaces."""
    if not 1 <= len(key) <= KEY_LENGTH or not all("!" <= sign <= "~" for sign in key):
        raise InvalidInput(field="key", problem="a booking key is 1 to 64 letters and digits")
    return key


def _is_token(text: str) -> bool:
    shape = text.replace("_", "").replace("-", "")
    return text.startswith("pm_") and len(text) <= 100 and shape.isascii() and shape.isalnum()


def _is_reader(text: str) -> bool:
    shape = text.replace("_", "")
    return len(text) <= 100 and shape.isascii() and shape.isalnum()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
