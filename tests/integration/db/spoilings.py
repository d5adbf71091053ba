"""The ways to spoil `tests.integration.db.books`, and what an auditor must say to each."""

from __future__ import annotations

from dataclasses import dataclass

from tests.integration.db.books import ARRIVAL, HOTEL

FIRST_NIGHT = f"hotel_id = {HOTEL} AND stay_date = '{ARRIVAL}'"


@dataclass(frozen=True, kw_only=True)
class Spoiling:
    """What is done to the books, and the (rule, where) pairs that must be named, no others."""

    name: str
    statements: tuple[str, ...]
    breaches: set[tuple[str, str]]


def _night(rule: str) -> tuple[str, str]:
    return rule, f"room type 5 on {ARRIVAL}"


def _spoiling(name: str, *statements: str, breaches: set[tuple[str, str]]) -> Spoiling:
    return Spoiling(name=name, statements=statements, breaches=breaches)


SPOILINGS = (
    _spoiling(
        "a room counted as reserved that nobody holds",
        f"UPDATE room_inventory SET total_reserved = total_reserved + 1,"
        f" total_inventory = total_inventory + 1 WHERE {FIRST_NIGHT}",
        breaches={_night("reserved_is_held")},
    ),
    _spoiling(
        "nights held without an inventory row",
        f"DELETE FROM room_inventory WHERE {FIRST_NIGHT}",
        breaches={_night("reserved_is_held")},
    ),
    _spoiling(
        "more rooms sold than allowed",
        f"UPDATE room_inventory SET allowed_over = 0 WHERE {FIRST_NIGHT}",
        breaches={_night("never_oversold")},
    ),
    _spoiling(
        "fewer than no rooms sold",
        f"UPDATE room_inventory SET total_reserved = -1, allowed_over = 0 WHERE {FIRST_NIGHT}",
        breaches={_night("never_oversold"), _night("reserved_is_held")},
    ),
    _spoiling(
        "an allowance nobody needs",
        f"UPDATE room_inventory SET allowed_over = 2 WHERE {FIRST_NIGHT}",
        breaches={_night("allowance_is_needed")},
    ),
    _spoiling(
        "a cancelled reservation that holds a night",
        f"UPDATE reservation_night SET released_at = NULL, price = 0"
        f" WHERE reservation_id = 4 AND {FIRST_NIGHT}",
        breaches={
            _night("reserved_is_held"),
            ("given_up_holds_nothing", "reservation 0000-0004, room 1"),
        },
    ),
    _spoiling(
        "a cancelled room of a live reservation that holds a night",
        f"UPDATE reservation_night SET released_at = NULL, price = 0"
        f" WHERE reservation_id = 10 AND room_no = 2 AND {FIRST_NIGHT}",
        breaches={
            _night("reserved_is_held"),
            ("given_up_holds_nothing", "reservation 0000-0010, room 2"),
        },
    ),
    _spoiling(
        "a live reservation that lost a night",
        f"DELETE FROM reservation_night WHERE reservation_id = 2 AND {FIRST_NIGHT}",
        f"UPDATE room_inventory SET total_reserved = total_reserved - 1, allowed_over = 0"
        f" WHERE {FIRST_NIGHT}",
        breaches={("live_holds_its_nights", "reservation 0000-0002, room 1")},
    ),
    _spoiling(
        "a live reservation whose nights are not those of its stay",
        f"UPDATE reservation_room SET check_in = '2030-03-29', check_out = '2030-04-01'"
        f" WHERE hotel_id = {HOTEL} AND reservation_id = 2",
        breaches={("live_holds_its_nights", "reservation 0000-0002, room 1")},
    ),
    _spoiling(
        "a room in a state its reservation does not know",
        f"UPDATE reservation_room SET status = 'PENDING'"
        f" WHERE hotel_id = {HOTEL} AND reservation_id = 2",
        breaches={("rooms_agree", "reservation 0000-0002, room 1")},
    ),
    _spoiling(
        "a confirmed reservation with every room cancelled",
        f"UPDATE reservation SET status = 'CONFIRMED' WHERE hotel_id = {HOTEL} AND id = 5",
        breaches={("live_has_a_room", "reservation 0000-0005")},
    ),
    _spoiling(
        "nights without their room",
        f"DELETE FROM reservation_room WHERE hotel_id = {HOTEL} AND reservation_id = 11",
        breaches={("night_has_a_room", "reservation id 11, room 1")},
    ),
    _spoiling(
        "a refund that its payment does not count",
        f"UPDATE refund SET status = 'FAILED' WHERE hotel_id = {HOTEL} AND reservation_id = 4",
        breaches={
            ("refunds_add_up", "reservation 0000-0004, payment 4"),
            ("money_is_accounted_for", "reservation 0000-0004"),
        },
    ),
    _spoiling(
        "more refunded than was taken",
        f"UPDATE refund SET amount = amount + 10000 WHERE hotel_id = {HOTEL} AND id = 700",
        f"UPDATE payment SET refunded = refunded + 10000 WHERE hotel_id = {HOTEL} AND id = 7",
        breaches={
            ("never_over_refunded", "reservation 0000-0007, payment 7"),
            ("money_is_accounted_for", "reservation 0000-0007"),
        },
    ),
    _spoiling(
        "money taken that nobody refunds",
        f"DELETE FROM refund WHERE hotel_id = {HOTEL} AND id = 700",
        f"UPDATE payment SET refunded = 0 WHERE hotel_id = {HOTEL} AND id = 7",
        breaches={("money_is_accounted_for", "reservation 0000-0007")},
    ),
    _spoiling(
        "money taken by a payment that was declined",
        f"UPDATE payment SET captured = 30000 WHERE hotel_id = {HOTEL} AND id = 6",
        breaches={
            ("captured_when_succeeded", "reservation 0000-0006, payment 6"),
            ("money_is_accounted_for", "reservation 0000-0006"),
        },
    ),
    _spoiling(
        "less money taken than asked for",
        f"UPDATE payment SET captured = 29999 WHERE hotel_id = {HOTEL} AND id = 1",
        breaches={
            ("captured_when_succeeded", "reservation 0000-0001, payment 1"),
            ("prepaid_is_paid", "reservation 0000-0001"),
        },
    ),
    _spoiling(
        "a prepaid stay that nobody paid",
        f"DELETE FROM payment WHERE hotel_id = {HOTEL} AND id = 1",
        breaches={("prepaid_is_paid", "reservation 0000-0001")},
    ),
    _spoiling(
        "a payment in another currency than its reservation",
        f"UPDATE payment SET currency = 'CLP' WHERE hotel_id = {HOTEL} AND id = 1",
        breaches={("payments_agree", "reservation 0000-0001, payment 1")},
    ),
    _spoiling(
        "a refund in another currency than its payment",
        f"UPDATE refund SET currency = 'CLP' WHERE hotel_id = {HOTEL} AND id = 800",
        breaches={("payments_agree", "reservation 0000-0008, payment 8")},
    ),
    _spoiling(
        "a refund of a payment that is not there",
        f"DELETE FROM payment WHERE hotel_id = {HOTEL} AND id = 4",
        breaches={
            ("refund_has_a_payment", "reservation 0000-0004, payment 4"),
            ("never_over_refunded", "reservation 0000-0004, payment 4"),
        },
    ),
    _spoiling(
        "all that is left of a reservation",
        f"DELETE FROM reservation WHERE hotel_id = {HOTEL} AND id = 11",
        breaches={("belongs_to_a_reservation", "reservation id 11")},
    ),
)
