"""How the price of a night follows the weekday and the time of the year, for invented hotels."""

from __future__ import annotations

from datetime import date
from enum import Enum

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


class Season(Enum):
    """How busy the months are, in thousandths of a usual night, January first."""

    CITY = (820, 850, 950, 1030, 1100, 1120, 1000, 960, 1120, 1150, 1020, 1080)
    SUMMER = (700, 720, 800, 930, 1020, 1200, 1420, 1480, 1200, 950, 760, 800)
    AUSTRAL = (1350, 1380, 1150, 960, 860, 820, 900, 880, 960, 1000, 1060, 1220)

    @property
    def number(self) -> int:
        return list(Season).index(self)


def night_factor(season: Season, night: date) -> int:
    """Thousandths of the usual price: month, then weekday, then Christmas and New Year."""
    factor = season.value[night.month - 1]
    if night.weekday() in (FRIDAY, SATURDAY):
        factor = factor * (1080 if season is Season.CITY else 1150) // 1000
    elif night.weekday() == SUNDAY:
        factor = factor * 930 // 1000
    if is_festive(night):
        factor = factor * 1250 // 1000
    return factor


def is_festive(night: date) -> bool:
    """The nights of Christmas and of New Year."""
    return (night.month, night.day) in {(12, 24), (12, 25), (12, 30), (12, 31), (1, 1)}
