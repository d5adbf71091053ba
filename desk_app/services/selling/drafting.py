"""From a submitted form and its quote to the reservation that will be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.selling.inventory import Picture
from desk_app.domain.catalogue.hotels import HotelPage
from desk_app.domain.errors import DeskError, InvalidStay, SoldOut
from desk_app.domain.ids import new_confirmation_code, new_id
from desk_app.domain.money import Money
from desk_app.domain.permissions import Actor
from desk_app.domain.selling.availability import Demand, full_nights
from desk_app.domain.selling.bookings import BookingRequest
from desk_app.domain.selling.payments import PaymentMethod, PaymentStatus
from desk_app.domain.selling.policies import Terms
from desk_app.domain.selling.prices import Guarantee, Quote
from desk_app.domain.selling.reservations import Payment, Reservation, ReservedNight, ReservedRoom
from desk_app.domain.selling.statuses import Status
from desk_app.services.selling.collecting import Prepared

HOLD = {
    PaymentMethod.CARD: timedelta(minutes=10),
    PaymentMethod.TERMINAL: timedelta(minutes=10),
    PaymentMethod.LINK: timedelta(minutes=35),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """All that is decided before rooms are held."""

    page: HotelPage
    quote: Quote
    demands: tuple[Demand, ...]
    needs_processor: bool


def demands_of_request(request: BookingRequest) -> list[Demand]:
    counted: dict[int, int] = {}
    for room in request.rooms:
        counted[room.room_type_id] = counted.get(room.room_type_id, 0) + 1
    return [
        Demand(
            room_type_id=kind,
            check_in=request.stay.check_in,
            check_out=request.stay.check_out,
            rooms=rooms,
        )
        for kind, rooms in sorted(counted.items())
    ]


def past(request: BookingRequest, today: object) -> DeskError:
    return InvalidStay(
        field="check_in",
        problem=f"{request.stay.check_in:%d %b %Y} is in the past; the hotel's day is"
        f" {today:%d %b %Y}",
    )


def check_sellable(request: BookingRequest, offer: Offer, picture: Picture) -> None:
    """Raises `InvalidStay` (past, or not open yet) and `SoldOut` (names the nights)."""
    today = picture.business_date
    if today is not None and request.stay.check_in < today:
        raise past(request, today)
    for demand in offer.demands:
        nights = picture.of(demand)
        kind = offer.page.room_type(demand.room_type_id)
        name = kind.name if kind else str(demand.room_type_id)
        if len(nights) < demand.nights:
            known = {night.stay_date for night in nights}
            missing = next(day for day in request.stay.dates() if day not in known)
            raise InvalidStay(
                field="check_in" if missing == request.stay.check_in else "check_out",
                problem=f"{name} is not open for sale on {missing:%a %d %b %Y} yet",
            )
        full = full_nights(nights, demand.rooms)
        if full and not request.oversell:
            raise SoldOut(nights=full, room_type=name, wanted=demand.rooms)


def draft(
    request: BookingRequest, offer: Offer, prepared: Prepared, actor: Actor, now: datetime
) -> Reservation:
    hotel, quote = offer.page.hotel, offer.quote
    pending = offer.needs_processor
    status = Status.PENDING if pending else Status.CONFIRMED
    return Reservation(
        hotel_id=request.hotel_id,
        id=new_id(),
        code=new_confirmation_code(),
        key=request.key,
        body_hash=request.body_hash(),
        status=status,
        guest=request.guest,
        stay=request.stay,
        currency=quote.currency,
        rate_plan_id=quote.plan.id,
        rate_plan_code=quote.plan.code,
        guarantee=(
            Guarantee.AT_HOTEL if request.method is PaymentMethod.AT_HOTEL else Guarantee.PREPAID
        ),
        method=request.method,
        terms=Terms(
            policy=quote.plan.policy,
            check_in_time=hotel.check_in_time,
            time_zone=hotel.time_zone,
        ),
        rooms=tuple(
            ReservedRoom(
                room_no=number,
                room_type_id=room.room_type_id,
                adults=room.adults,
                children=room.children,
                stay=request.stay,
                status=status,
                nights=tuple(
                    ReservedNight(stay_date=day, price=price, released=False)
                    for day, price in zip(request.stay.dates(), room.prices, strict=True)
                ),
                fee=0,
                fee_waived_by=None,
                cancelled_at=None,
            )
            for number, room in enumerate(quote.rooms, start=1)
        ),
        payments=_payments(request, quote.total, prepared, pending=pending, now=now),
        refunds=(),
        notes=request.notes,
        source=request.source,
        expires_at=now + HOLD[request.method] if pending else None,
        created_at=now,
        created_by=actor.name,
        version=1,
        changed_by=actor.name,
        changed_at=now,
    )


def _payments(
    request: BookingRequest, total: Money, prepared: Prepared, *, pending: bool, now: datetime
) -> tuple[Payment, ...]:
    if not pending and (request.method is not PaymentMethod.CASH or total.amount == 0):
        return ()
    return (
        Payment(
            id=new_id(),
            method=request.method,
            status=PaymentStatus.REQUESTED if pending else PaymentStatus.SUCCEEDED,
            amount=total.amount,
            captured=0 if pending else total.amount,
            refunded=0,
            intent_id=prepared.intent_id,
            session_id=prepared.session_id,
            pay_url=prepared.pay_url,
            reader_id=request.reader_id,
            card=None,
            decline_code=None,
            created_at=now,
        ),
    )
