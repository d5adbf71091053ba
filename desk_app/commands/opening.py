"""The desk behind a command: opened by the settings, closed after it, its failures explained."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desk_app.bootstrap import Desk, open_desk, processor_or_missing
from desk_app.domain.errors import DeskError
from desk_app.logbook import log_kept
from desk_app.settings import load_settings


class NotSetUp(DeskError):
    """The database has no tables, or old ones."""


@contextmanager
def opened(*, log_on_stderr: bool = False, without_payments: bool = False) -> Iterator[Desk]:
    """Raises `NotSetUp` in place of what a missing table led to.

    ``without_payments``: open the desk though the payment company's settings are wrong.
    """
    settings = load_settings()
    with log_kept(settings.data_dir, on_stderr=log_on_stderr), _usable(str(settings.data_dir)):
        processor = processor_or_missing(settings) if without_payments else None
        desk = open_desk(settings, processor=processor)
        with desk:
            try:
                yield desk
            except DeskError:
                raise
            except Exception as error:
                missing = _missing_tables(desk)
                if missing is None:
                    raise
                raise missing from error


class UnusableFolder(DeskError):
    """``folder`` can not be made, or not written to."""


@contextmanager
def _usable(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not str(error.filename).startswith(folder):
            raise
        raise UnusableFolder(
            f"The data folder {folder} can not be used ({error.strerror}); choose another one with"
            " DESK_DATA_DIR.",
            folder=folder,
        ) from error


def _missing_tables(desk: Desk) -> NotSetUp | None:
    """Asked only when something failed, so that no run pays for it."""
    from db import schema  # noqa: PLC0415 - alembic takes a tenth of a second to load

    try:
        states = [schema.state(store) for store in desk.stores.each()]
    except DeskError:
        return None
    without = [state.store for state in states if state.current is None]
    if len(without) == len(states):
        return NotSetUp("The database has no tables yet; run desk init.", stores=without)
    old = [state.store for state in states if not state.is_current]
    if old:
        return NotSetUp("The database's tables are not up to date; run desk init.", stores=old)
    return None
