"""What can go wrong at a desk. Each error carries data and one sentence that staff can act on.

DeskError
├── InvalidInput            a field is wrong; nothing was written
│   └── InvalidStay         the dates or the guests do not make a stay
├── Refused                 the desk will not do it, for a reason of the house
│   ├── SoldOut             no room on these nights
│   ├── PriceChanged        the price is another one now; carries the new quote
│   ├── Restricted          a restriction forbids it; carries the dates that work
│   ├── NotAllowed          the person may not; carries who may
│   ├── IdempotencyMismatch the key belongs to another booking
│   ├── RefundChanged       the refund is another one now (domain/cancelling.py)
│   └── NotCancellable      its status forbids it (domain/cancelling.py)
├── Conflict                somebody else changed it meanwhile; carries who and when
│   └── CellsChanged        some of the prices or limits (domain/rate_changes.py)
├── NotFound
├── PaymentProblem
│   ├── PaymentDeclined     a definite no; nothing was taken
│   ├── PaymentUnknown      no answer; the money may have moved; ask again by the same key
│   └── HoldExpired         the payment did not come in time; the rooms were released
├── Unavailable             a part of the outside world is out of reach
│   ├── DatabaseUnavailable
│   └── ProcessorUnavailable
├── SchemaTooNew            a newer program made the tables (db/schema.py)
└── SchemaForeign           the tables' names are taken (db/schema.py)

Anything else that is raised is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desk_app.domain.money import Money


class DeskError(Exception):
    """Base of all known errors. ``str(error)`` is the sentence; ``details()`` the data."""

    def __init__(self, sentence: str, **data: Any) -> None:
        super().__init__(sentence)
        self._data = data

    @property
    def kind(self) -> str:
        """The class name, stable for scripts."""
        return type(self).__name__

    def details(self) -> dict[str, Any]:
        """The data of the error by name; values are domain values, dates and plain types."""
        return dict(self._data)


class InvalidInput(DeskError):
    """``field`` names the input that is wrong."""

    def __init__(self, *, field: str, problem: str) -> None:
        # The name of a setting (DESK_ROLE) is what has to be typed.
        label = field if field.isupper() else field.replace("_", " ").capitalize()
        stop = "" if problem.endswith("?") else "."  # "did you mean ...?"
        super().__init__(f"{label}: {problem}{stop}", field=field)
        self.field = field
        self.problem = problem


class InvalidStay(InvalidInput):
    pass


class Refused(DeskError):
    pass


class SoldOut(Refused):
    """``nights``: the stay dates on which no room is left, ascending."""

    def __init__(self, *, nights: Sequence[date], room_type: str, wanted: int = 1) -> None:
        named = ", ".join(f"{night:%a %d %b %Y}" for night in nights[:7])
        more = f" and {len(nights) - 7} more nights" if len(nights) > 7 else ""
        rooms = "No room" if wanted == 1 else f"Fewer than {wanted} rooms"
        super().__init__(
            f"{rooms} of type {room_type} left on {named}{more}.",
            nights=tuple(nights),
            room_type=room_type,
            wanted=wanted,
        )
        self.nights = tuple(nights)
        self.room_type = room_type


class PriceChanged(Refused):
    """The total is not what the guest was told. ``quote`` is the new one."""

    def __init__(self, *, expected: Money, now: Money, quote: Any) -> None:
        super().__init__(
            f"The price is {now} now, not {expected}; tell the guest and book again.",
            expected=expected,
            now=now,
            quote=quote,
        )
        self.expected = expected
        self.now = now
        self.quote = quote


class Restricted(Refused):
    """``rule`` is the restriction in words; ``dates`` the nearest arrivals that work."""

    def __init__(self, *, rule: str, dates: Sequence[date] = ()) -> None:
        nearest = ", ".join(f"{day:%a %d %b}" for day in dates)
        hint = f" Nearest arrivals that work: {nearest}." if nearest else ""
        super().__init__(f"{rule}.{hint}", rule=rule, dates=tuple(dates))
        self.rule = rule
        self.dates = tuple(dates)


class NotAllowed(Refused):
    """``who_may`` names the roles that may do it."""

    def __init__(self, *, action: str, who_may: Sequence[str]) -> None:
        article = "an" if who_may[0][0] in "aeiou" else "a"
        super().__init__(
            f"You may not {action}; this needs {article} {' or '.join(who_may)}.",
            action=action,
            who_may=tuple(who_may),
        )
        self.who_may = tuple(who_may)


class IdempotencyMismatch(Refused):
    def __init__(self, *, key: str) -> None:
        super().__init__(
            "This booking key was already used for a different booking; start a new booking.",
            key=key,
        )


class Conflict(DeskError):
    """Somebody changed it first. ``at`` is UTC; ``fields`` are the names that differ."""

    def __init__(
        self, *, what: str, changed_by: str | None, at: datetime | None, fields: Sequence[str] = ()
    ) -> None:
        who = changed_by or "somebody else"
        when = f" at {at:%H:%M:%S} UTC on {at:%d %b %Y}" if at else ""
        super().__init__(
            f"{what} was changed by {who}{when}; look at the new values and decide again.",
            what=what,
            changed_by=changed_by,
            at=at,
            fields=tuple(fields),
        )
        self.changed_by = changed_by
        self.at = at
        self.fields = tuple(fields)


class NotFound(DeskError):
    def __init__(self, *, what: str, name: object) -> None:
        super().__init__(f"There is no {what} {name!s:.80}.", what=what, name=str(name)[:80])


class PaymentProblem(DeskError):
    pass


class PaymentDeclined(PaymentProblem):
    """``code`` is the processor's decline code, the same at every repetition of the key."""

    def __init__(self, *, code: str, reservation: Any = None) -> None:
        super().__init__(
            f"The payment was declined ({code.replace('_', ' ')}); nothing was charged and the"
            " rooms were released. Try another card.",
            code=code,
            reservation=reservation,
        )
        self.code = code


class PaymentUnknown(PaymentProblem):
    """The processor did not answer. The rooms are held; ask again with the same key."""

    def __init__(self, *, reservation: Any = None, key: str | None = None) -> None:
        super().__init__(
            "The payment company did not answer, so it is not known yet whether the guest was"
            " charged. The rooms are held; ask again with the same booking key.",
            reservation=reservation,
            key=key,
        )
        self.reservation = reservation
        self.key = key


class HoldExpired(PaymentProblem):
    """``money_unknown``: the processor was never heard, so the money may have moved."""

    def __init__(self, *, reservation: Any = None, money_unknown: bool = False) -> None:
        super().__init__(
            "The rooms were released, and it is still not known whether the guest was charged; do"
            " not charge again. Money that arrived takes the rooms back or is refunded: ask again"
            " with the same booking key."
            if money_unknown
            else "The payment did not arrive in time, so the rooms were released; book again with"
            " a new key.",
            reservation=reservation,
            money_unknown=money_unknown,
        )
        self.money_unknown = money_unknown


class Unavailable(DeskError):
    pass


class DatabaseUnavailable(Unavailable):
    """``refusal``: what the server says of our sign-in, after "The database server ..."; waiting
    does not help then, other settings do. "" where it was not reached.
    """

    def __init__(self, *, reason: str, refusal: str = "") -> None:
        super().__init__(
            f"The database server {refusal}; nothing was changed. Check the settings with desk"
            " doctor."
            if refusal
            else "The database can not be reached; nothing more is sold until it is back. Try again"
            " in a moment.",
            reason=reason,
        )
        self.reason = reason
        self.refusal = refusal


class ProcessorUnavailable(Unavailable):
    def __init__(self, *, reason: str, key_refused: bool = False) -> None:
        super().__init__(
            "The payment company refuses this desk's key; nothing was changed. Cash still works;"
            " tell whoever keeps the settings."
            if key_refused
            else "The payment company can not be reached; nothing was changed. Cash still works.",
            reason=reason,
        )
        self.reason = reason
