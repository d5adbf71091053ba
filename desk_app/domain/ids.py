"""Identifiers that need no central counter, so that any shard can make its own."""

from __future__ import annotations

import secrets
import threading
import time

EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00Z
RANDOM_BITS = 22

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""

_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class IdMaker:
    """Makes 64-bit ids that sort by the time they were made (ms since 2024, then random)."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> int:
        milliseconds = time.time_ns() // 1_000_000 - EPOCH_MS
        fresh = (milliseconds << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
        with self._lock:
            self._last = fresh if fresh > self._last else self._last + 1
            return self._last


new_id = IdMaker()


def new_confirmation_code() -> str:
    """8 characters, 40 random bits; unique in its hotel by the database, drawn again if not."""
    bits = secrets.randbits(40)
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))


def read_confirmation_code(text: str) -> str | None:
    """A code as a person typed it ("7k4m-29qx", O for 0), normalized; None if it is none."""
    code = text.strip().upper().translate(_MISREAD)
    return code if len(code) == 8 and all(letter in ALPHABET for letter in code) else None


def show_confirmation_code(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"
