"""What a bench says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """``figures`` are plain JSON values, ``line`` says the same for people.

    ``wrong``: sentences, when what was measured did not do its job; a fast wrong answer counts for
    nothing.
    """

    figures: Mapping[str, object]
    line: str
    wrong: tuple[str, ...] = ()
