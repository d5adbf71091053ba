"""What staff may submit to change a hotel and its room types.

Every command checks itself when it is made, and raises `InvalidInput` at the field that is wrong.
``version`` is the version of the row the person looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from zoneinfo import available_timezones

from desk_app.domain.catalogue.hotels import Hotel, RoomType, Standing
from desk_app.domain.errors import InvalidInput
from desk_app.domain.forms import (
    country_code,
    filled,
    house_code,
    mail_address,
    phone_text,
    put,
    whole_number,
    words,
)
from desk_app.domain.money import is_currency_code
from desk_app.domain.selling.availability import DEFAULT_OVERBOOKING_BP
from desk_app.domain.text import one_line, paragraph

MOST_ROOMS_OF_A_TYPE = 100_000
DESCRIPTION_LENGTH = 5_000


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _overbooking(value: int) -> int:
    """Basis points, 0 to 100 %."""
    return whole_number(value, field="overbooking_bp", least=0, most=10_000)


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelDetails:
    """All that can be written on a hotel's form. ``overbooking_bp`` is in basis points."""

    code: str
    name: str
    currency: str
    time_zone: str
    country: str
    city: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    stars: int = 0
    description: str = ""
    amenities: tuple[str, ...] = ()
    check_in_time: time = time(15)
    check_out_time: time = time(11)
    overbooking_bp: int = DEFAULT_OVERBOOKING_BP

    def __post_init__(self) -> None:
        currency = self.currency.strip().upper()
        if not is_currency_code(currency):
            raise InvalidInput(
                field="currency", problem=f"{self.currency!r:.20} is not a currency code"
            )
        if self.time_zone not in _time_zones():
            raise InvalidInput(
                field="time_zone",
                problem=f"{self.time_zone!r:.60} is no time zone; one is Europe/Madrid",
            )
        put(
            self,
            code=house_code(self.code),
            name=one_line(self.name, field="name", required=True),
            currency=currency,
            country=country_code(self.country, required=True),
            city=one_line(self.city, field="city"),
            address=one_line(self.address, field="address", limit=250),
            phone=phone_text(self.phone),
            email=mail_address(self.email),
            stars=whole_number(self.stars, field="stars", least=0, most=5),
            description=paragraph(self.description, field="description", limit=DESCRIPTION_LENGTH),
            amenities=words(self.amenities, field="amenities"),
            check_in_time=_wall_clock(self.check_in_time, "check_in_time"),
            check_out_time=_wall_clock(self.check_out_time, "check_out_time"),
            overbooking_bp=_overbooking(self.overbooking_bp),
        )

    @classmethod
    def of(cls, hotel: Hotel) -> HotelDetails:
        """A hotel's form filled in; `dataclasses.replace` then changes a field."""
        return filled(cls, hotel)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddHotel:
    """``business_date`` None starts on today's date at the hotel."""

    details: HotelDetails
    business_date: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeHotel:
    hotel_id: int
    version: int
    details: HotelDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class SetHotelStanding:
    """Retire a hotel, or take it up again."""

    hotel_id: int
    version: int
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomTypeDetails:
    """``overbooking_bp`` None: the hotel's rate holds. ``total_rooms`` are physical rooms."""

    code: str
    name: str
    total_rooms: int
    description: str = ""
    amenities: tuple[str, ...] = ()
    max_guests: int = 2
    max_adults: int = 2
    size_m2: int = 0
    beds: str = ""
    overbooking_bp: int | None = None
    position: int = 0

    def __post_init__(self) -> None:
        if self.overbooking_bp is not None:
            _overbooking(self.overbooking_bp)
        whole_number(self.max_adults, field="max_adults", least=1, most=50)
        whole_number(self.max_guests, field="max_guests", least=1, most=50)
        if self.max_guests < self.max_adults:
            raise InvalidInput(field="max_guests", problem="fewer than the adults allowed")
        whole_number(self.total_rooms, field="total_rooms", least=0, most=MOST_ROOMS_OF_A_TYPE)
        whole_number(self.size_m2, field="size_m2", least=0, most=10_000)
        whole_number(self.position, field="position", least=0, most=10_000)
        put(
            self,
            code=house_code(self.code),
            name=one_line(self.name, field="name", required=True),
            description=paragraph(self.description, field="description", limit=DESCRIPTION_LENGTH),
            amenities=words(self.amenities, field="amenities"),
            beds=one_line(self.beds, field="beds"),
        )

    @classmethod
    def of(cls, room_type: RoomType) -> RoomTypeDetails:
        return filled(cls, room_type)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddRoomType:
    hotel_id: int
    details: RoomTypeDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRoomType:
    hotel_id: int
    room_type_id: int
    version: int
    details: RoomTypeDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRoomTypeStanding:
    hotel_id: int
    room_type_id: int
    version: int
    standing: Standing


def _wall_clock(value: time, field: str) -> time:
    if value.tzinfo is not None:
        raise InvalidInput(field=field, problem="a time of the hotel's clock, such as 15:00")
    return value.replace(second=0, microsecond=0)
