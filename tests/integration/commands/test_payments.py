"""Each way to pay, and what the desk says while and after it is tried."""

from __future__ import annotations

import json
import shlex

import pytest

from desk_app.gateways.sandbox import Sandbox
from tests.integration.commands.conftest import ROOM, CommandLine


def sandbox_of(desk: CommandLine) -> Sandbox:
    """A second hand on the books of the sandbox that the commands use."""
    return Sandbox(desk.folder / "sandbox.sqlite")


def book(pay: str, *more: str) -> tuple[str, ...]:
    return ("book", *ROOM, "--guest", "GARCIA, Ana", "--pay", pay, *more)


def test_a_declined_card_is_told_with_its_code_and_holds_nothing(desk: CommandLine) -> None:
    answer = desk(*book("pm_card_chargeDeclinedInsufficientFunds"))
    assert answer.code == 1
    assert answer.err == (
        "desk: The payment was declined (insufficient funds); nothing was charged and the rooms"
        " were released. Try another card.\n"
    )
    assert answer.out == ""
    assert desk(*book("pm_card_chargeDeclined", "--json")).json["code"] == "generic_decline"
    assert desk.json("audit")["clean"]


def test_the_terminal_is_waited_for(desk: CommandLine) -> None:
    booked = desk.json(*book("terminal"))
    assert booked["status"] == "CONFIRMED"
    assert booked["payment"]["card"] == "visa 4242"


def test_a_terminal_that_nobody_touches_stays_pending(desk: CommandLine) -> None:
    sandbox = sandbox_of(desk)
    sandbox.set_reader("waiting")
    answer = desk(*book("terminal", "--wait", "0.1"))
    assert answer.code == 0
    assert "waiting for the payment" in answer.out
    # The command that it tells is the one that asks again.
    again = shlex.split(answer.err.splitlines()[-1].partition(": ")[2])[1:]
    assert again[0] == "book"
    sandbox.present_card()
    sandbox.stop()
    settled = desk.json(*again)
    assert settled["status"] == "CONFIRMED"


def test_cancelling_what_is_not_paid_yet_leaves_nothing_to_pay(desk: CommandLine) -> None:
    held = desk.json(*book("link"))
    preview = desk("cancel", held["confirmation_code"], "--preview")
    assert "not paid yet" in preview.err
    assert "Still to pay" not in preview.out
    ended = desk.json("cancel", held["confirmation_code"], "--reason", "changed plans")
    assert ended["status"] == "CANCELLED"
    again = desk("cancel", held["confirmation_code"], "--preview")
    assert "nothing left to cancel" in again.err


def test_a_link_is_told_at_once_and_paid_later(desk: CommandLine) -> None:
    booked = desk.json(*book("link", "--key", "by-link"))
    assert booked["status"] == "PENDING"
    assert booked["payment"]["pay_url"].startswith("http://127.0.0.1:")
    assert booked["expires_at"] is not None
    sandbox = sandbox_of(desk)
    sandbox.pay_session(booked["payment"]["pay_url"].rpartition("/")[2])
    sandbox.stop()
    assert desk.json(*book("link", "--key", "by-link"))["status"] == "CONFIRMED"


def test_a_link_is_waited_for_when_asked(desk: CommandLine) -> None:
    with desk.start(*book("link", "--wait", "90", "--json")) as waiting:
        assert waiting.stderr is not None
        told = waiting.stderr.readline()
        assert told.startswith("The guest pays at http://")
        sandbox = sandbox_of(desk)
        sandbox.pay_session(told.strip().rpartition("/")[2])
        sandbox.stop()
        out, _ = waiting.communicate(timeout=90)
    assert waiting.returncode == 0
    assert json.loads(out)["status"] == "CONFIRMED"


def test_pay_at_the_hotel_needs_a_plan_that_allows_it(desk: CommandLine) -> None:
    answer = desk(*book("hotel"))
    assert answer.code == 1
    assert "is paid when it is booked" in answer.err
    booked = desk.json(*book("hotel", "--rate-plan", "HOTEL"))
    assert booked["status"] == "CONFIRMED"
    assert booked["balance_due"] == booked["total_price"]
    assert booked["payment"] is None


@pytest.mark.parametrize("kind", ["lost_after", "error_after"])
def test_a_lost_answer_after_the_charge_is_found_by_the_same_command(
    desk: CommandLine, kind: str
) -> None:
    sandbox = sandbox_of(desk)
    sandbox.fail("confirm", kind, count=20)
    sandbox.fail("retrieve_intent", "lost_before", count=20)
    unknown = desk(*book("pm_card_visa"))
    assert unknown.code == 1
    assert "it is not known yet whether the guest was charged" in unknown.err
    again = shlex.split(unknown.err.splitlines()[-1].partition("became of it: ")[2])[1:]
    sandbox.clear_faults()
    settled = desk.json(*again)
    assert settled["status"] == "CONFIRMED"
    assert len(sandbox.charges()) == 1
    sandbox.stop()
    assert desk.json("reconcile")["clean"]


def test_an_unknown_outcome_is_told_to_scripts_with_its_key(desk: CommandLine) -> None:
    sandbox = sandbox_of(desk)
    sandbox.fail("confirm", "lost_before", count=-1)
    sandbox.fail("retrieve_intent", "lost_before", count=-1)
    answer = desk(*book("pm_card_visa", "--key", "mine", "--json"))
    sandbox.stop()
    assert answer.code == 1
    assert answer.json["error"] == "PaymentUnknown"
    assert answer.json["key"] == "mine"
    assert "--key mine" in answer.json["hints"][0]


def test_the_worker_says_what_it_did(desk: CommandLine) -> None:
    assert desk("worker", "--once").out == "Nothing was due.\n"
    code = desk.json(*book("pm_card_visa"))["confirmation_code"]
    desk.json("cancel", code, "--reason", "ill")
    assert desk.json("worker", "--once")["refunds_done"] == 1
    assert desk.json("show", code)["refunds"][0]["status"] == "SUCCEEDED"
