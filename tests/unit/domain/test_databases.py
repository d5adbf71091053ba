"""What the doctor can say of a database."""

from __future__ import annotations

import pytest

from desk_app.domain.checking.databases import DatabaseFacts, SchemaState


@pytest.mark.parametrize(
    ("current", "is_current"), [("rate_0002", True), ("rate_0001", False), (None, False)]
)
def test_tables_are_current_at_the_newest_revision_only(
    current: str | None, is_current: bool
) -> None:
    state = SchemaState(store="rate", current=current, newest="rate_0002")
    assert state.is_current is is_current


def test_a_database_with_a_problem_is_not_reachable() -> None:
    assert DatabaseFacts(stores=("rate",), address="sqlite:///x").reachable
    assert not DatabaseFacts(stores=("rate",), address="mysql://h", problem="").reachable
