"""Bookings of the invented hotels, drawn by a fixed seed until each night is as full as asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from desk_app.demo.blueprint import Blueprint, RoomKind
from desk_app.demo.bookings import DemoBooking, DemoRoom
from desk_app.demo.guests import guest_number
from desk_app.demo.occupancy import DAYS_BACK, targets
from desk_app.demo.prices import night_price
from desk_app.domain.stays import Stay

MEAN_LEAD_DAYS = 21
CANCELLED_SHARE = 0.14
"""Cancelled bookings to standing ones."""
NO_SHOW_SHARE, RETURNING_SHARE, TWO_ROOMS_SHARE = 0.02, 0.12, 0.06


class Past:
    """Draws bookings of one hotel. Numbers count up; the same day gives the same bookings."""

    def __init__(self, hotel: Blueprint, today: date) -> None:
        self.hotel = hotel
        self.today = today
        self.draw = random.Random(f"{hotel.code}/{today}")
        self._number = 0

    def bookings(self) -> list[DemoBooking]:
        standing = [booking for kind in self.hotel.kinds for booking in self._fill(kind)]
        cancelled = [self._cancelled() for _ in range(round(len(standing) * CANCELLED_SHARE))]
        return standing + cancelled

    def _fill(self, kind: RoomKind) -> Iterator[DemoBooking]:
        wanted = targets(self.hotel, kind, self.today)
        sold: Counter[date] = Counter()
        for night, target in wanted.items():
            while sold[night] < target.rooms:
                length = self.draw.choice(self.hotel.habits["nights"])
                rooms = 2 if self.draw.random() < TWO_ROOMS_SHARE else 1
                while rooms > target.rooms - sold[night]:
                    rooms -= 1
                stay = [night]
                for day in (night + timedelta(days=offset) for offset in range(1, length)):
                    if day not in wanted or sold[day] + rooms > wanted[day].most:
                        break
                    stay.append(day)
                for day in stay:
                    sold[day] += rooms
                yield self._booking(kind, night, len(stay), rooms)

    def _booking(self, kind: RoomKind, check_in: date, nights: int, rooms: int = 1) -> DemoBooking:
        self._number += 1
        number, draw = self._number, self.draw
        plan = draw.choices(self.hotel.plans, [plan.share for plan in self.hotel.plans])[0]
        country = self._one_of("guests")
        stay = Stay(check_in, check_in + timedelta(days=nights))
        prices = tuple(night_price(self.hotel, kind, plan, night) for night in stay.dates())
        adults = draw.randint(1, kind.max_adults)
        families = kind.max_guests - adults if draw.random() < 0.3 else 0
        return DemoBooking(
            number=number,
            guest_number=guest_number(
                country, number, returns=draw.random() < RETURNING_SHARE, draw=draw
            ),
            country=country,
            stay=stay,
            rooms=(DemoRoom(type_code=kind.code, adults=adults, children=families, prices=prices),)
            * rooms,
            booked_on=self._booked_on(check_in),
            cancelled_on=None,
            no_show=check_in < self.today and draw.random() < NO_SHOW_SHARE,
            plan_code=plan.code,
            source=self._one_of("sources"),
        )

    def _cancelled(self) -> DemoBooking:
        check_in = self.today + timedelta(days=self.draw.randint(-DAYS_BACK, 75))
        kind = self.draw.choice(self.hotel.kinds)
        made = self._booking(kind, check_in, self.draw.choice(self.hotel.habits["nights"]))
        last = min(check_in, self.today)
        days = (last - made.booked_on).days
        # Half of those who cancel do so in the last two days, when it costs something.
        late = self.draw.random() < 0.5
        given_up = last - timedelta(days=self.draw.randint(0, min(2, days) if late else days))
        return DemoBooking(
            number=made.number,
            guest_number=made.guest_number,
            country=made.country,
            stay=made.stay,
            rooms=made.rooms,
            booked_on=made.booked_on,
            cancelled_on=given_up,
            no_show=False,
            plan_code=made.plan_code,
            source=made.source,
        )

    def _booked_on(self, check_in: date) -> date:
        lead = round(self.draw.expovariate(1 / MEAN_LEAD_DAYS))
        if check_in > self.today:
            return self.today - timedelta(days=lead)
        return check_in - timedelta(days=lead)

    def _one_of(self, habit: str) -> str:
        shares: dict[str, int] = self.hotel.habits[habit]
        return self.draw.choices(list(shares), list(shares.values()))[0]


def invented_bookings(hotel: Blueprint, today: date) -> list[DemoBooking]:
    """A month of the past and what is on the books ahead, a few hundred bookings."""
    return Past(hotel, today).bookings()
