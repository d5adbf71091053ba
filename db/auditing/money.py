"""Money taken, kept and given back, by payment and by reservation. Minor units throughout.

due = live nights + fees - good will, never below nothing; kept = what is due, as far as money was
taken; and captured - refunded - stuck refunds - kept = 0.
"""

from __future__ import annotations

from db.auditing.questions import Question, Rule, one_of
from desk_app.domain.selling.reservations import GOODWILL, PROMISED, STUCK
from desk_app.domain.selling.statuses import HOLDS_ROOMS, Status

_LIVE = one_of(tuple(HOLDS_ROOMS))
_SOLD = one_of((Status.CONFIRMED, Status.CHECKED_IN))
_PAYMENT = "reservation {code}, payment {payment_id}"
_RESERVATION = "reservation {code}"

PAYMENTS = Question(
    counted="payment",
    rows=f"""
        SELECT hotel_id, payment_id, SUM(payments) AS payments, MAX(code) AS code,
            MAX(status) AS status, SUM(amount) AS amount, SUM(captured) AS captured,
            SUM(refunded) AS refunded, SUM(promised) AS promised,
            CASE WHEN MAX(status) = 'SUCCEEDED' THEN SUM(amount) ELSE 0 END AS due_capture,
            MAX(currency) AS currency, MIN(currency) AS other_currency,
            MAX(owner_currency) AS owner_currency, MIN(owner_currency) AS other_owner_currency,
            MAX(reservation_id) AS reservation_id, MIN(reservation_id) AS other_reservation_id
        FROM (
            SELECT p.hotel_id, p.id AS payment_id, p.reservation_id, 1 AS payments,
                v.confirmation_code AS code, p.status, p.amount, p.captured, p.refunded,
                0 AS promised, p.currency, v.currency AS owner_currency
            FROM payment p
            LEFT JOIN reservation v ON v.hotel_id = p.hotel_id AND v.id = p.reservation_id
            WHERE p.hotel_id IN :hotels
            UNION ALL
            SELECT f.hotel_id, f.payment_id, f.reservation_id, 0, v.confirmation_code, NULL, 0, 0,
                0, CASE WHEN f.status IN {one_of(tuple(PROMISED))} THEN f.amount ELSE 0 END,
                f.currency, v.currency
            FROM refund f
            LEFT JOIN reservation v ON v.hotel_id = f.hotel_id AND v.id = f.reservation_id
            WHERE f.hotel_id IN :hotels
        ) u
        GROUP BY hotel_id, payment_id
    """,  # noqa: S608 - made of our own words
    rules=(
        Rule(
            name="refunds_add_up",
            broken="payments > 0 AND refunded <> promised",
            where=_PAYMENT,
            expected="promised",
            found="refunded",
            money=True,
            sentence="Hotel {hotel_id}, {where}: {found} is counted as refunded, but its refunds"
            " come to {expected}.",
        ),
        Rule(
            name="never_over_refunded",
            broken="refunded > captured OR refunded < 0 OR promised > captured",
            where=_PAYMENT,
            expected="captured",
            found="refunded",
            money=True,
            sentence="Hotel {hotel_id}, {where}: {found} is refunded of {expected} taken.",
        ),
        Rule(
            name="captured_when_succeeded",
            broken="payments > 0 AND captured <> due_capture",
            where=_PAYMENT,
            expected="due_capture",
            found="captured",
            money=True,
            sentence="Hotel {hotel_id}, {where}: it is {status} and must have taken {expected},"
            " but it took {found}.",
        ),
        Rule(
            name="payments_agree",
            broken="currency <> other_currency OR owner_currency <> other_owner_currency"
            " OR currency <> owner_currency OR reservation_id <> other_reservation_id",
            where=_PAYMENT,
            expected="{owner_currency}, reservation id {reservation_id}",
            found="{other_currency} and {currency}, reservation id {other_reservation_id}",
            sentence="Hotel {hotel_id}, {where}: the payment, its refunds and its reservation do"
            " not agree: {expected}; {found}.",
        ),
        Rule(
            name="refund_has_a_payment",
            broken="payments = 0",
            where=_PAYMENT,
            expected="a payment",
            found="refunds only",
            sentence="Hotel {hotel_id}, {where}: refunds are there and the payment is not.",
        ),
    ),
)

ACCOUNTS = Question(
    counted="reservation",
    rows=f"""
        SELECT s.*, captured - refunded - stuck AS held,
            CASE WHEN due < 0 THEN 0 WHEN due < captured THEN due ELSE captured END AS kept
        FROM (
            SELECT hotel_id, reservation_id, SUM(reservations) AS reservations,
                MAX(code) AS code, MAX(status) AS status, MAX(guarantee) AS guarantee,
                MAX(currency) AS currency, SUM(live_rooms) AS live_rooms, SUM(due) AS due,
                SUM(captured) AS captured, SUM(refunded) AS refunded, SUM(stuck) AS stuck
            FROM (
                SELECT hotel_id, id AS reservation_id, 1 AS reservations,
                    confirmation_code AS code, status, guarantee, currency, 0 AS live_rooms,
                    0 AS due, 0 AS captured, 0 AS refunded, 0 AS stuck
                FROM reservation WHERE hotel_id IN :hotels
                UNION ALL
                SELECT hotel_id, reservation_id, 0, NULL, NULL, NULL, NULL, 0, price, 0, 0, 0
                FROM reservation_night WHERE hotel_id IN :hotels AND released_at IS NULL
                UNION ALL
                SELECT hotel_id, reservation_id, 0, NULL, NULL, NULL, NULL,
                    CASE WHEN status IN {_LIVE} THEN 1 ELSE 0 END, fee, 0, 0, 0
                FROM reservation_room WHERE hotel_id IN :hotels
                UNION ALL
                SELECT hotel_id, reservation_id, 0, NULL, NULL, NULL, NULL, 0, 0, captured,
                    refunded, 0
                FROM payment WHERE hotel_id IN :hotels
                UNION ALL
                SELECT hotel_id, reservation_id, 0, NULL, NULL, NULL, NULL, 0,
                    CASE WHEN kind = '{GOODWILL}' AND status <> 'REPLACED' THEN -amount ELSE 0 END,
                    0, 0, CASE WHEN status IN {one_of(tuple(STUCK))} THEN amount ELSE 0 END
                FROM refund WHERE hotel_id IN :hotels
            ) u
            GROUP BY hotel_id, reservation_id
        ) s
    """,  # noqa: S608 - made of our own words
    rules=(
        Rule(
            name="money_is_accounted_for",
            broken="status <> 'PENDING' AND held <> kept",
            where=_RESERVATION,
            expected="kept",
            found="held",
            money=True,
            sentence="Hotel {hotel_id}, {where} ({status}): of the guest's money {found} is held,"
            " but {expected} is the hotel's.",
        ),
        Rule(
            name="prepaid_is_paid",
            broken=f"guarantee = 'PREPAID' AND status IN {_SOLD} AND held < due",
            where=_RESERVATION,
            expected="due",
            found="held",
            money=True,
            sentence="Hotel {hotel_id}, {where} ({status}): it is prepaid and costs {expected},"
            " but only {found} is paid.",
        ),
        Rule(
            name="live_has_a_room",
            broken=f"status IN {_LIVE} AND live_rooms = 0",
            where=_RESERVATION,
            expected="a room",
            found="none",
            sentence="Hotel {hotel_id}, {where}: it is {status}, and none of its rooms is live.",
        ),
        Rule(
            name="belongs_to_a_reservation",
            broken="reservations = 0",
            where="reservation id {reservation_id}",
            expected="a reservation",
            found="none",
            sentence="Hotel {hotel_id}, {where}: rooms, nights or money are there and the"
            " reservation is not.",
        ),
    ),
)
