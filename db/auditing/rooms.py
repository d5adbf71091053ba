"""The rooms of reservations against the nights that they hold."""

from __future__ import annotations

from db.auditing.questions import Question, Rule, one_of
from desk_app.domain.selling.statuses import GAVE_UP_ROOMS, HOLDS_ROOMS, Status

_LIVE = one_of(tuple(HOLDS_ROOMS))
_GAVE_UP = one_of(tuple(GAVE_UP_ROOMS))

_NEVER_SOLD = {Status.PENDING, Status.REJECTED, Status.EXPIRED}
_LEFT = {Status.CANCELLED, Status.NO_SHOW, Status.WALKED}
_MAY_HAVE = {
    Status.PENDING: {Status.PENDING, Status.CANCELLED},
    Status.REJECTED: {Status.REJECTED, Status.CANCELLED},
    Status.EXPIRED: {Status.EXPIRED, Status.CANCELLED},
    Status.CANCELLED: {Status.CANCELLED},
    Status.CONFIRMED: set(Status) - _NEVER_SOLD,
    Status.CHECKED_IN: set(Status) - _NEVER_SOLD,
    Status.CHECKED_OUT: {Status.CHECKED_OUT} | _LEFT,
    Status.NO_SHOW: _LEFT,
    Status.WALKED: _LEFT,
}
"""The states of its rooms that a reservation's own state allows. Rooms go one by one."""

_AGREED = " OR ".join(
    f"(status = '{status}' AND room_status IN {one_of(tuple(rooms))})"
    for status, rooms in _MAY_HAVE.items()
)
_ROOM = "reservation {code}, room {room_no}"

ROOMS = Question(
    counted="reservation_room",
    rows="""
        SELECT hotel_id, reservation_id, room_no, SUM(rooms) AS rooms, MAX(code) AS code,
            MAX(status) AS status, MAX(room_status) AS room_status,
            MAX(check_in) AS check_in, MAX(check_out) AS check_out,
            COUNT(night) AS held, MIN(night) AS first_night, MAX(night) AS last_night
        FROM (
            SELECT r.hotel_id, r.reservation_id, r.room_no, 1 AS rooms,
                v.confirmation_code AS code, v.status AS status, r.status AS room_status,
                r.check_in, r.check_out, NULL AS night
            FROM reservation_room r
            LEFT JOIN reservation v ON v.hotel_id = r.hotel_id AND v.id = r.reservation_id
            WHERE r.hotel_id IN :hotels
            UNION ALL
            SELECT hotel_id, reservation_id, room_no, 0, NULL, NULL, NULL, NULL, NULL,
                CASE WHEN released_at IS NULL THEN stay_date END
            FROM reservation_night WHERE hotel_id IN :hotels
        ) u
        GROUP BY hotel_id, reservation_id, room_no
    """,
    rules=(
        Rule(
            name="given_up_holds_nothing",
            broken=f"(status IN {_GAVE_UP} OR room_status IN {_GAVE_UP}) AND held > 0",
            where=_ROOM,
            expected="0",
            found="{held}",
            sentence="Hotel {hotel_id}, {where}: it is {status} (the room {room_status}) and still"
            " holds {found} nights.",
        ),
        Rule(
            name="live_holds_its_nights",
            # A stay date is there once by its key, so these three say: exactly the stay's.
            broken=f"status IN {_LIVE} AND room_status IN {_LIVE}"
            " AND (held <> NIGHTS(check_in, check_out) OR first_night <> check_in"
            " OR last_night >= check_out)",
            where=_ROOM,
            expected="the nights from {check_in} until {check_out}",
            found="{held} nights, {first_night} to {last_night}",
            sentence="Hotel {hotel_id}, {where}: it must hold {expected}, and holds {found}.",
        ),
        Rule(
            name="rooms_agree",
            broken=f"NOT ({_AGREED})",
            where=_ROOM,
            expected="a state that goes with {status}",
            found="{room_status}",
            sentence="Hotel {hotel_id}, {where}: the reservation is {status}, the room {found}.",
        ),
        Rule(
            name="night_has_a_room",
            broken="rooms = 0",
            where="reservation id {reservation_id}, room {room_no}",
            expected="a room",
            found="nights only",
            sentence="Hotel {hotel_id}, {where}: nights are there and the room is not.",
        ),
    ),
)
