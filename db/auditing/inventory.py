"""Rooms sold against rooms held, for every hotel, room type and night."""

from __future__ import annotations

from db.auditing.questions import Question, Rule

_NIGHT = "room type {room_type_id} on {stay_date}"

INVENTORY = Question(
    counted="room_inventory",
    # A union instead of a join: it goes both ways, and there is no plan to get wrong.
    rows="""
        SELECT hotel_id, room_type_id, stay_date, SUM(present) AS present,
            SUM(total) AS total, SUM(closed) AS closed, SUM(allowed) AS allowed,
            SUM(reserved) AS reserved, SUM(held) AS held,
            SUM(total) + SUM(allowed) - SUM(closed) AS sellable,
            SUM(reserved) + SUM(closed) - SUM(total) AS overage
        FROM (
            SELECT hotel_id, room_type_id, stay_date, 1 AS present, total_inventory AS total,
                closed_rooms AS closed, allowed_over AS allowed, total_reserved AS reserved,
                0 AS held
            FROM room_inventory WHERE hotel_id IN :hotels
            UNION ALL
            SELECT hotel_id, room_type_id, stay_date, 0, 0, 0, 0, 0, 1
            FROM reservation_night WHERE hotel_id IN :hotels AND released_at IS NULL
        ) u
        GROUP BY hotel_id, room_type_id, stay_date
    """,
    rules=(
        Rule(
            name="reserved_is_held",
            broken="reserved <> held OR present = 0",
            where=_NIGHT,
            expected="{held}",
            found="{reserved}",
            sentence="Hotel {hotel_id}, {where}: {found} rooms are marked as reserved, but the"
            " reservations hold {expected}.",
        ),
        Rule(
            name="never_oversold",
            broken="present > 0 AND (reserved < 0 OR closed < 0 OR allowed < 0 OR total < 0"
            " OR reserved + closed > total + allowed)",
            where=_NIGHT,
            expected="0 to {sellable}",
            found="{reserved}",
            sentence="Hotel {hotel_id}, {where}: {found} rooms are reserved, and only {expected}"
            " may be ({total} to sell, {closed} closed, {allowed} allowed above).",
        ),
        Rule(
            name="allowance_is_needed",
            broken="allowed > 0 AND allowed > overage",
            where=_NIGHT,
            expected="{overage} at most",
            found="{allowed}",
            sentence="Hotel {hotel_id}, {where}: {found} rooms may be sold above the inventory,"
            " but {expected} is needed.",
        ),
    ),
)
