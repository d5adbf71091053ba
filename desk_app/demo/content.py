"""What the chain and rate stores tell of a demo hotel: texts, rooms, pictures, reviews, plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from desk_app.demo.blueprint import Blueprint
from desk_app.demo.guests import DemoGuest
from desk_app.domain.catalogue.hotels import Standing
from desk_app.domain.selling.availability import DEFAULT_OVERBOOKING_BP

Row = dict[str, Any]


def hotel_tables(hotel: Blueprint, today: date) -> dict[str, list[Row]]:
    """Rows by table of the chain store."""
    return {
        "hotel": [_hotel_row(hotel)],
        "room_type": _room_type_rows(hotel),
        "room": _room_rows(hotel),
        "hotel_photo": _photo_rows(hotel),
        "review": _review_rows(hotel, today),
    }


def plan_tables(hotel: Blueprint) -> dict[str, list[Row]]:
    """Policies and plans by table of the rate store."""
    return {
        "cancellation_policy": [
            {"hotel_id": hotel.id, "id": policy_id, **policy.to_json()}
            for policy_id, policy in hotel.policies
        ],
        "rate_plan": [
            {
                "hotel_id": hotel.id,
                "id": plan.id,
                "code": plan.code,
                "name": plan.name,
                "meals": plan.meals,
                "guarantee": plan.guarantee.value,
                "policy_id": plan.policy_id,
                "position": position,
                "status": Standing.ACTIVE.value,
            }
            for position, plan in enumerate(hotel.plans, start=1)
        ],
    }


def guest_rows(guests: Iterable[DemoGuest]) -> list[Row]:
    return [
        {
            "id": guest.id,
            "last_name": guest.last_name,
            "first_name": guest.first_name,
            "name_key": guest.name_key,
            "phone": guest.phone,
            "email": guest.email,
            "country": guest.country,
            "language": guest.language,
            "notes": "",
        }
        for guest in sorted(guests, key=lambda one: one.id)
    ]


def _hotel_row(hotel: Blueprint) -> Row:
    return {
        "id": hotel.id,
        "code": hotel.code,
        "name": hotel.name,
        "currency": hotel.currency,
        "time_zone": hotel.time_zone,
        "country": hotel.country,
        **hotel.texts,
        "check_in_time": hotel.check_in_time,
        "check_out_time": hotel.check_out_time,
        "overbooking_bp": DEFAULT_OVERBOOKING_BP,
        "status": Standing.ACTIVE.value,
    }


def _room_type_rows(hotel: Blueprint) -> list[Row]:
    return [
        {
            "hotel_id": hotel.id,
            "id": kind.id,
            "code": kind.code,
            "name": kind.name,
            "description": kind.description,
            "amenities": list(kind.amenities),
            "beds": kind.beds,
            "size_m2": kind.size_m2,
            "max_guests": kind.max_guests,
            "max_adults": kind.max_adults,
            "total_rooms": len(kind.rooms),
            "overbooking_bp": kind.overbooking_bp,
            "position": position,
            "status": Standing.ACTIVE.value,
        }
        for position, kind in enumerate(hotel.kinds, start=1)
    ]


def _room_rows(hotel: Blueprint) -> list[Row]:
    return [
        {
            "hotel_id": hotel.id,
            "id": room.id,
            "room_type_id": kind.id,
            "number": room.number,
            "floor": room.floor,
            "features": list(room.features),
            "status": Standing.ACTIVE.value,
        }
        for kind in hotel.kinds
        for room in kind.rooms
    ]


def _photo_rows(hotel: Blueprint) -> list[Row]:
    house = [(None, file, caption) for file, caption in hotel.pictures]
    kinds = [(kind.id, kind.picture, kind.name) for kind in hotel.kinds]
    return [
        {
            "hotel_id": hotel.id,
            "id": hotel.id * 100 + position,
            "room_type_id": kind_id,
            "source": f"pictures/{hotel.folder}/{file}",
            "caption": caption,
            "position": position,
        }
        for position, (kind_id, file, caption) in enumerate([*house, *kinds], start=1)
    ]


def _review_rows(hotel: Blueprint, today: date) -> list[Row]:
    return [
        {
            "hotel_id": hotel.id,
            "id": hotel.id * 100 + position,
            "author": review["author"],
            "rating": review["rating"],
            "title": review["title"],
            "body": review["body"],
            "stayed_on": today - timedelta(days=review["days_ago"]),
        }
        for position, review in enumerate(hotel.reviews, start=1)
    ]
