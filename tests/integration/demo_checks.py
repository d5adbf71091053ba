"""What must hold of the loaded demo, asked by statements of our own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import text

from db.stores import Stores
from db.unit_of_work import Store
from desk_app.demo.blueprint import HOTELS, read_blueprint
from desk_app.demo.occupancy import CLOSED_IN, OVERSOLD_IN, sold_out_weekend
from desk_app.demo.prices import night_price
from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.selling.policies import Terms
from desk_app.domain.text import paragraph

TODAY = date(2026, 3, 18)


def rows(store: Store, query: str, **values: Any) -> list[Any]:
    return store.read(lambda unit: [tuple(row) for row in unit.execute(text(query), values)])


def fingerprint(stores: Stores) -> list[Any]:
    tables = {
        stores.chain: "hotel room_type room hotel_photo review guest chain_audit_event",
        stores.rate: "rate_plan cancellation_policy room_rate restriction rate_audit_event",
        stores.reservation: "room_inventory business_date reservation reservation_room"
        " reservation_night payment refund reservation_audit_event",
    }
    return [
        (table, rows(store, f"SELECT COUNT(*) FROM {table}"))
        for store, names in tables.items()
        for table in names.split()
    ]


def check_house(stores: Stores) -> None:
    hotels = rows(stores.chain, "SELECT id, currency FROM hotel ORDER BY id")
    assert [currency for _, currency in hotels] == ["USD", "CLP", "EUR"]
    for hotel_id, _ in hotels:
        of_hotel = {"hotel": hotel_id}
        kinds = rows(
            stores.chain,
            "SELECT k.total_rooms, COUNT(r.id) FROM room_type k JOIN room r"
            " ON r.hotel_id = k.hotel_id AND r.room_type_id = k.id"
            " WHERE k.hotel_id = :hotel GROUP BY k.id, k.total_rooms",
            **of_hotel,
        )
        assert 4 <= len(kinds) <= 6
        assert all(total == built for total, built in kinds)
        ratings = rows(
            stores.chain, "SELECT rating FROM review WHERE hotel_id = :hotel", **of_hotel
        )
        assert 8 <= len(ratings) <= 12
        assert len(set(ratings)) >= 3
        photos = rows(
            stores.chain,
            "SELECT source, room_type_id FROM hotel_photo WHERE hotel_id = :hotel",
            **of_hotel,
        )
        assert len({kind for _, kind in photos if kind}) == len(kinds)
        assert all(files("resources").joinpath(source).is_file() for source, _ in photos)


def check_rates(stores: Stores) -> None:
    lengths = rows(
        stores.rate,
        "SELECT COUNT(*), COUNT(DISTINCT price) FROM room_rate"
        " GROUP BY hotel_id, rate_plan_id, room_type_id",
    )
    assert len(lengths) == 3 * (6 + 4 + 6)
    assert all(nights == 400 and prices > 8 for nights, prices in lengths)
    rules = rows(
        stores.rate,
        "SELECT MAX(min_los), MAX(closed_to_arrival), MAX(closed_to_departure), MAX(stop_sell)"
        " FROM restriction GROUP BY hotel_id",
    )
    assert len(rules) == 3
    assert all(min_los > 1 and all(flags) for min_los, *flags in rules)
    for file in HOTELS:
        hotel = read_blueprint(file)
        kind, plan, night = hotel.kinds[-1], hotel.plans[1], TODAY + timedelta(days=45)
        stored = rows(
            stores.rate,
            "SELECT price FROM room_rate WHERE hotel_id = :hotel AND rate_plan_id = :plan"
            " AND room_type_id = :kind AND stay_date = :night",
            hotel=hotel.id,
            plan=plan.id,
            kind=kind.id,
            night=night.isoformat(),
        )
        assert stored == [(night_price(hotel, kind, plan, night),)]


def check_rooms_held(stores: Stores) -> None:
    counted = rows(
        stores.reservation,
        "SELECT hotel_id, room_type_id, stay_date, COUNT(*) FROM reservation_night"
        " WHERE released_at IS NULL GROUP BY hotel_id, room_type_id, stay_date"
        " ORDER BY hotel_id, room_type_id, stay_date",
    )
    stated = rows(
        stores.reservation,
        "SELECT hotel_id, room_type_id, stay_date, total_reserved FROM room_inventory"
        " WHERE total_reserved > 0 ORDER BY hotel_id, room_type_id, stay_date",
    )
    assert counted == stated
    in_house = rows(
        stores.reservation,
        "SELECT hotel_id, room_id FROM reservation_room WHERE status = 'CHECKED_IN'",
    )
    assert len(in_house) == len(set(in_house)) > 100
    assert all(room_id is not None for _, room_id in in_house)
    statuses = rows(stores.reservation, "SELECT DISTINCT hotel_id, status FROM reservation")
    for hotel_id in (1, 2, 3):
        assert {status for hotel, status in statuses if hotel == hotel_id} == {
            "CANCELLED",
            "CHECKED_IN",
            "CHECKED_OUT",
            "CONFIRMED",
            "NO_SHOW",
        }


def check_money(stores: Stores) -> None:
    """Held = what is due, as far as it was ever paid; nights and fees counted here anew."""
    accounts = rows(
        stores.reservation,
        "SELECT v.status, v.guarantee,"
        " (SELECT COALESCE(SUM(n.price), 0) FROM reservation_night n WHERE n.hotel_id = v.hotel_id"
        "  AND n.reservation_id = v.id AND n.released_at IS NULL)"
        " + (SELECT SUM(m.fee) FROM reservation_room m WHERE m.hotel_id = v.hotel_id"
        "  AND m.reservation_id = v.id),"
        " (SELECT COALESCE(SUM(p.captured), 0) FROM payment p WHERE p.hotel_id = v.hotel_id"
        "  AND p.reservation_id = v.id),"
        " (SELECT COALESCE(SUM(f.amount), 0) FROM refund f WHERE f.hotel_id = v.hotel_id"
        "  AND f.reservation_id = v.id AND f.status = 'SUCCEEDED')"
        " FROM reservation v",
    )
    for status, guarantee, due, captured, refunded in accounts:
        assert captured - refunded == min(due, captured)
        if status == "CHECKED_OUT" or (guarantee == "PREPAID" and status != "CANCELLED"):
            assert captured == due
        elif guarantee == "AT_HOTEL":
            assert captured == 0
    assert any(refunded for *_, refunded in accounts)
    assert any(status == "CANCELLED" and due for status, _, due, *_ in accounts)
    methods = rows(stores.reservation, "SELECT DISTINCT method, status FROM payment")
    assert methods == [("cash", "SUCCEEDED")]


def check_nights_worth_looking_at(stores: Stores) -> None:
    def night(hotel_id: int, day: date) -> list[Any]:
        return rows(
            stores.reservation,
            "SELECT total_reserved, total_inventory, closed_rooms, allowed_over"
            " FROM room_inventory WHERE hotel_id = :hotel AND stay_date = :day"
            " ORDER BY room_type_id",
            hotel=hotel_id,
            day=day.isoformat(),
        )

    for hotel in map(read_blueprint, HOTELS[:2]):
        for day in sold_out_weekend(TODAY):
            assert all(sold == sellable for sold, sellable, *_ in night(hotel.id, day))
        closure = night(hotel.id, TODAY + timedelta(days=CLOSED_IN))
        assert [over for *_, over in closure if over] == [
            sold + closed - sellable for sold, sellable, closed, over in closure if over
        ]
        assert sum(over for *_, over in closure) > 0
        tonight = sum(sold for sold, *_ in night(hotel.id, TODAY))
        assert 0.5 <= tonight / sum(len(kind.rooms) for kind in hotel.kinds) <= 1
    plaza = read_blueprint(HOTELS[0])
    oversold = night(plaza.id, TODAY + timedelta(days=OVERSOLD_IN))
    assert any(
        len(kind.rooms) < sold <= sellable
        for kind, (sold, sellable, *_) in zip(plaza.kinds, oversold, strict=True)
    )


def check_guests(stores: Stores) -> None:
    known = {id_ for (id_,) in rows(stores.chain, "SELECT id FROM guest")}
    booked = rows(
        stores.reservation,
        "SELECT guest_id, last_name, first_name, phone, email, notes, terms FROM reservation",
    )
    assert {id_ for id_, *_ in booked} == known
    for id_, last_name, first_name, phone, email, notes, terms in booked:
        GuestDetails(
            last_name=last_name, first_name=first_name, phone=phone, email=email, guest_id=id_
        )
        paragraph(notes, field="notes")
        assert terms.startswith("{")
    sample = rows(stores.reservation, "SELECT terms FROM reservation ORDER BY id LIMIT 1")
    assert Terms.from_json(json.loads(sample[0][0])).time_zone == "America/New_York"
