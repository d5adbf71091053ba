"""In place of a payment company that the settings do not lead to."""

from __future__ import annotations

from typing import NoReturn

from desk_app.domain.errors import DeskError


class MissingProcessor:
    """Has none of a `Processor`'s calls: asked for any, it raises what is wrong with the settings.

    For `desk doctor`, which reports on everything else all the same.
    """

    is_training = False

    def __init__(self, problem: DeskError) -> None:
        self.problem = problem

    def __getattr__(self, _name: str) -> NoReturn:
        raise self.problem

    def close(self) -> None:
        pass
