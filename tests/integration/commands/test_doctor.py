"""`desk doctor`: what is set, and what does not work, in words that help."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from desk_app.gateways.sandbox import DESK_KEY, WORKER_KEY, Sandbox
from tests.integration.commands.conftest import CommandLine

Found = Mapping[str, Mapping[str, str]]


def findings(desk: CommandLine) -> Found:
    return {each["part"]: each for each in desk("doctor", "--json").json["findings"]}


def test_the_settings_in_force_are_named_without_their_values(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set(monkeypatch, database_password="hidden", hotel="PLAZA", reader="")
    told = findings(desk)["settings"]["told"]
    assert told.endswith("set: DESK_DATA_DIR, DESK_DATABASE_PASSWORD, DESK_HOTEL, DESK_STAFF")
    assert "hidden" not in desk("doctor").out


def test_a_missing_key_leaves_the_rest_of_the_report(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set(monkeypatch, payments_url="https://pay.example")
    assert desk("doctor").code == 1
    found = findings(desk)
    assert found["payments"]["verdict"] == "broken"
    assert "DESK_PAYMENTS_KEY: the payment company's key is not set" in found["payments"]["told"]
    assert {found[part]["verdict"] for part in ("database", "tables", "hotels")} == {"good"}
    assert desk("hotels").code == 1


def test_without_a_workers_key_the_desks_key_is_not_called_so(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox(None, 0).start()
    try:
        desk.set(monkeypatch, payments_url=sandbox.url, payments_key=DESK_KEY)
        assert desk("doctor").code == 0
        refunds = findings(desk)["refunds"]
        assert refunds["verdict"] == "good"
        assert refunds["told"].startswith("no worker key is set")
        assert "DESK_PAYMENTS_WORKER_KEY" in refunds["advice"]
        desk.set(monkeypatch, payments_worker_key=WORKER_KEY)
        assert findings(desk)["refunds"]["told"] == "with the worker's key"
    finally:
        sandbox.stop()


def test_a_refused_key_is_told_in_words(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox(None, 0).start()
    try:
        desk.set(monkeypatch, payments_url=sandbox.url, payments_key="rk_test_wrong")
        told = findings(desk)["payments"]["told"]
    finally:
        sandbox.stop()
    assert told.endswith(": the payment company refused the key (invalid api key)")


def test_what_does_not_answer_is_told_in_words(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_desk.set(
        monkeypatch,
        database_url="mysql+pymysql://desk@127.0.0.1:1/desk",
        redis_url="redis://127.0.0.1:1/0",
        payments_url="http://127.0.0.1:1",
        payments_key="rk_test_x",
    )
    found = findings(empty_desk)
    assert found["database"]["told"].endswith("can not be used: nothing listens there (2003)")
    assert "nothing listens there (111)" in found["cache"]["told"]
    assert found["payments"]["told"].endswith("http://127.0.0.1:1: nobody answers there")


def test_a_wrong_password_and_a_missing_database_are_not_worth_waiting_for(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch, new_database: Callable[[], str]
) -> None:
    url = new_database()
    user, _, place = url.rpartition("@")
    for wrong, said in (
        (f"{user.rpartition(':')[0]}:wrong@{place}", "refused the user or the password"),
        (f"{user}@{place.rpartition('/')[0]}/nosuchdb", "database"),
    ):
        empty_desk.set(monkeypatch, rate_database_url=wrong, database_url=url)
        answer = empty_desk("init")
        assert answer.code == 1
        assert answer.err.startswith("desk: The database server ")
        assert said in answer.err
        assert "nothing was changed. Check the settings with desk doctor." in answer.err
        assert "in a moment" not in answer.err
        (told,) = [
            each
            for each in empty_desk("doctor", "--json").json["findings"]
            if each["part"] == "database" and each["verdict"] == "broken"
        ]
        assert "((" not in told["told"]
        assert told["advice"].startswith("Correct DESK_RATE_DATABASE_URL or ")


def test_a_near_database_is_told_without_a_thousandth(
    empty_desk: CommandLine, monkeypatch: pytest.MonkeyPatch, new_database: Callable[[], str]
) -> None:
    empty_desk.set(monkeypatch, database_url=new_database())
    told = findings(empty_desk)["database"]["told"]
    assert " ms away, " in told
    assert "." not in told.rpartition(", plain")[0].rpartition(", ")[2]
