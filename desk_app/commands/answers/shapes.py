"""The JSON that scripts get. Amounts are text in major units, with all decimals of the currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

from desk_app.domain.calendars import Calendar, CalendarNight
from desk_app.domain.catalogue.hotels import Hotel, HotelPage, RoomType
from desk_app.domain.checking.stuck_refunds import StuckRefund
from desk_app.domain.money import Money
from desk_app.domain.selling.cancelling import CancelPreview
from desk_app.domain.selling.prices import Quote, RatePlan
from desk_app.domain.selling.reservations import Payment, Refund, Reservation, ReservedRoom

Shape = dict[str, Any]


def amount(minor: int, currency: str) -> str:
    """ "240.00" of USD, "79000" of CLP."""
    return format(Money(minor, currency).major(), "f")


def plain(value: Any) -> Any:
    """Any value that an error may carry, as JSON has it."""
    match value:
        case Money():
            return {"amount": amount(value.amount, value.currency), "currency": value.currency}
        case Reservation():
            return {
                "confirmation_code": value.code,
                "reservation_id": value.id,
                "hotel_id": value.hotel_id,
                "status": value.status.value,
                "key": value.key,
            }
        case Quote():
            return {
                "total_price": amount(value.total.amount, value.currency),
                "currency": value.currency,
                "nights": value.stay.nights,
                "rate_plan": value.plan.code,
            }
        case CancelPreview():
            return preview(value)
        case date() | datetime():
            return value.isoformat()
        case Mapping():
            return {str(name): plain(item) for name, item in value.items()}
        case str() | int() | float() | None:
            return value
        case Sequence() | set() | frozenset():
            return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return str(value)


def hotel(of: Hotel, kinds: Sequence[RoomType], business_date: date | None) -> Shape:
    return {
        "code": of.code,
        "id": of.id,
        "name": of.name,
        "city": of.city,
        "country": of.country,
        "stars": of.stars,
        "currency": of.currency,
        "time_zone": of.time_zone,
        "check_in_time": of.check_in_time.isoformat("minutes"),
        "check_out_time": of.check_out_time.isoformat("minutes"),
        "business_date": plain(business_date),
        "room_types": [
            {
                "code": kind.code,
                "id": kind.id,
                "name": kind.name,
                "total_rooms": kind.total_rooms,
                "max_guests": kind.max_guests,
                "max_adults": kind.max_adults,
                "overbooking_bp": kind.rate_of_overbooking(of),
            }
            for kind in kinds
        ],
    }


def nights(of: Calendar) -> list[Shape]:
    return [_night(night, of.currency) for night in of.nights]


def _night(of: CalendarNight, currency: str) -> Shape:
    rule = of.restriction
    return {
        "room_type": of.room_type.code,
        "date": of.stay_date.isoformat(),
        "total_rooms": of.room_type.total_rooms,
        "total_inventory": of.inventory.total_inventory,
        "closed_rooms": of.inventory.closed_rooms,
        "reserved": of.inventory.total_reserved,
        "left": of.inventory.left,
        "overcommitted": of.inventory.overcommitted,
        "oversold": of.oversold,
        "price": None if of.price is None else amount(of.price, currency),
        "currency": currency,
        "min_los": rule.min_los if rule else 0,
        "max_los": rule.max_los if rule else 0,
        "closed_to_arrival": bool(rule and rule.closed_to_arrival),
        "closed_to_departure": bool(rule and rule.closed_to_departure),
        "stop_sell": bool(rule and rule.stop_sell),
    }


def quote(of: Quote, page: HotelPage) -> Shape:
    policy, hotel_ = of.plan.policy, page.hotel
    free_until = policy.free_until(of.stay.check_in, hotel_.check_in_time, hotel_.time_zone)
    return {
        "hotel": hotel_.code,
        "check_in": of.stay.check_in.isoformat(),
        "check_out": of.stay.check_out.isoformat(),
        "nights": of.stay.nights,
        "currency": of.currency,
        "total_price": amount(of.total.amount, of.currency),
        "rooms": [
            {
                "room_type": _type_code(page, room.room_type_id),
                "adults": room.adults,
                "children": room.children,
                "price": amount(sum(room.prices), of.currency),
                "nights": [
                    {"date": night.isoformat(), "price": amount(price, of.currency)}
                    for night, price in zip(of.stay.dates(), room.prices, strict=True)
                ],
            }
            for room in of.rooms
        ],
        "rooms_left": {_type_code(page, kind): left for kind, left in of.rooms_left.items()},
        "rate_plan": _plan(of.plan),
        "free_until": plain(free_until),
    }


def _plan(of: RatePlan) -> Shape:
    return {
        "code": of.code,
        "name": of.name,
        "meals": of.meals,
        "guarantee": of.guarantee.value,
        "cancellation": of.policy.name,
    }


def reservation(of: Reservation, page: HotelPage) -> Shape:
    money = of.money
    return {
        "confirmation_code": of.code,
        "reservation_id": of.id,
        "status": of.status.value,
        "hotel": page.hotel.code,
        "hotel_id": of.hotel_id,
        "room_type": _type_code(page, of.rooms[0].room_type_id) if of.rooms else None,
        "check_in": of.stay.check_in.isoformat(),
        "check_out": of.stay.check_out.isoformat(),
        "nights": of.stay.nights,
        "guest": {
            "last_name": of.guest.last_name,
            "first_name": of.guest.first_name,
            "phone": of.guest.phone,
            "email": of.guest.email,
        },
        "total_price": amount(of.total_price.amount, of.currency),
        "currency": of.currency,
        "rate_plan": of.rate_plan_code,
        "rooms": [_room(room, page, of.currency) for room in of.rooms],
        "payment": None if of.payment is None else _payment(of.payment, of.currency),
        "paid": amount(money.captured, of.currency),
        "refunded": amount(money.refunded, of.currency),
        "balance_due": amount(money.balance_due, of.currency),
        "expires_at": plain(of.expires_at),
        "key": of.key,
    }


def whole_reservation(of: Reservation, page: HotelPage, timeline: Sequence[Any]) -> Shape:
    """As `reservation`, with all that `desk show` shows."""
    return {
        **reservation(of, page),
        "guarantee": of.guarantee.value,
        "method": of.method.value,
        "terms": {
            "cancellation": of.terms.policy.name,
            "free_until": plain(of.terms.free_until(of.stay.check_in)),
        },
        "payments": [_payment(each, of.currency) for each in of.payments],
        "refunds": [_refund(each, of.currency) for each in of.refunds],
        "notes": of.notes,
        "source": of.source,
        "created_at": of.created_at.isoformat(),
        "created_by": of.created_by,
        "changed_at": of.changed_at.isoformat(),
        "changed_by": of.changed_by,
        "timeline": [
            {
                "at": event.at.isoformat(),
                "actor": event.actor,
                "action": event.action,
                "detail": plain(event.detail),
            }
            for event in timeline
        ],
    }


def _room(of: ReservedRoom, page: HotelPage, currency: str) -> Shape:
    return {
        "room_no": of.room_no,
        "room_type": _type_code(page, of.room_type_id),
        "adults": of.adults,
        "children": of.children,
        "check_in": of.stay.check_in.isoformat(),
        "check_out": of.stay.check_out.isoformat(),
        "status": of.status.value,
        "price": amount(of.price, currency),
        "fee": amount(of.fee, currency),
        "fee_waived_by": of.fee_waived_by,
        "nights": [
            {
                "date": night.stay_date.isoformat(),
                "price": amount(night.price, currency),
                "released": night.released,
            }
            for night in of.nights
        ],
    }


def _payment(of: Payment, currency: str) -> Shape:
    return {
        "method": of.method.value,
        "status": of.status.value,
        "amount": amount(of.amount, currency),
        "captured": amount(of.captured, currency),
        "refunded": amount(of.refunded, currency),
        "card": of.card,
        "pay_url": of.pay_url,
        "decline_code": of.decline_code,
        "intent_id": of.intent_id,
    }


def stuck_refund(of: StuckRefund, hotel: str) -> Shape:
    return {
        "confirmation_code": of.code,
        "reservation_id": of.reservation_id,
        "hotel": hotel,
        "hotel_id": of.hotel_id,
        "currency": of.currency,
        **_refund(of.refund, of.currency),
    }


def _refund(of: Refund, currency: str) -> Shape:
    return {
        "id": of.id,
        "amount": amount(of.amount, currency),
        "status": of.status.value,
        "kind": of.kind,
        "reason": of.reason,
        "approved_by": of.approved_by,
        "failure_code": of.failure_code,
        "created_at": of.created_at.isoformat(),
    }


def preview(of: CancelPreview) -> Shape:
    return {
        "currency": of.currency,
        "at": of.at.isoformat(),
        "paid": amount(of.paid, of.currency),
        "fee": amount(of.fee, of.currency),
        "fee_waived": of.fee_waived,
        "refund": amount(of.refund, of.currency),
        "balance_due": amount(of.balance_due, of.currency),
        "rooms": [
            {
                "room_no": each.room_no,
                "fee": amount(each.fee, of.currency),
                "rule": each.rule,
                "free_until": plain(each.free_until),
            }
            for each in of.fees
        ],
        "refunds": [
            {
                "to": part.to,
                "method": part.method.value,
                "amount": amount(part.amount, of.currency),
            }
            for part in of.parts
        ],
    }


def _type_code(page: HotelPage, room_type_id: int) -> str:
    kind = page.room_type(room_type_id)
    return kind.code if kind else str(room_type_id)
