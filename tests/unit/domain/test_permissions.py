"""Who may do what, as a table that a manager could read."""

from __future__ import annotations

import pytest

from desk_app.domain.errors import NotAllowed
from desk_app.domain.permissions import Act, Actor, Role

TABLE = {
    Act.BOOK: "receptionist manager admin",
    Act.CANCEL: "receptionist manager admin",
    Act.EDIT_GUEST: "receptionist manager admin",
    Act.WAIVE_FEE: "manager admin",
    Act.OVERRIDE_PRICE: "manager admin",
    Act.OVERSELL: "manager admin",
    Act.REFUND: "manager admin",
    Act.EDIT_RATES: "manager admin",
    Act.EDIT_INVENTORY: "manager admin",
    Act.EDIT_HOTEL: "manager admin",
    Act.ADD_HOTEL: "admin",
    Act.SEND_REFUND: "worker admin",
}


@pytest.mark.parametrize("act", list(Act))
def test_only_those_in_the_table_may(act: Act) -> None:
    allowed = TABLE[act].split()
    for role in Role:
        actor = Actor("rita", role)
        assert actor.may(act) == (role in allowed)
        if role in allowed:
            actor.must_be_allowed(act)
        else:
            with pytest.raises(NotAllowed) as refused:
                actor.must_be_allowed(act)
            assert set(refused.value.who_may) == set(allowed)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (Act.WAIVE_FEE, "You may not waive a cancellation fee; this needs an admin or manager."),
        (Act.ADD_HOTEL, "You may not add or retire a hotel; this needs an admin."),
    ],
)
def test_the_refusal_says_who_may(act: Act, sentence: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        Actor("rita", Role.RECEPTIONIST).must_be_allowed(act)
    assert str(refused.value) == sentence


def test_one_who_may_alone_is_named_with_the_right_article() -> None:
    assert str(NotAllowed(action="sing", who_may=["manager"])).endswith("this needs a manager.")
