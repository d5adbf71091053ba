"""Which database URLs are served, and that one URL means one engine."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from db.engines import LOCK_WAIT_SECONDS, EngineOptions, Engines, read_url
from desk_app.domain.errors import InvalidInput


@pytest.fixture
def engines() -> Iterator[Engines]:
    opened = Engines(EngineOptions())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("mysql://u:p@h/d", "mysql+pymysql"),
        ("mariadb://u:p@h/d", "mariadb+pymysql"),
        ("mysql+pymysql://h/d", "mysql+pymysql"),
        ("sqlite:///x.sqlite", "sqlite"),
    ],
)
def test_urls_that_are_served(given: str, driver: str) -> None:
    assert read_url(given).drivername == driver


@pytest.mark.parametrize(
    "given",
    ["", "nonsense", "postgresql://u:secret@h/d", "mysql+mysqldb://u:secret@h/d", "http://x"],
)
def test_other_urls_are_refused_without_their_password(given: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_url(given, field="rate_database_url")
    assert refused.value.field == "rate_database_url"
    assert "secret" not in str(refused.value)


def test_three_stores_in_one_database_share_an_engine(engines: Engines, tmp_path: Path) -> None:
    one = engines.get(f"sqlite:///{tmp_path}/one.sqlite")
    assert engines.get(f"sqlite:///{tmp_path}/one.sqlite") is one
    assert engines.get(f"sqlite:///{tmp_path}/two.sqlite") is not one
    assert len(engines.urls()) == 2


def test_a_sqlite_file_is_made_with_its_folder_and_lets_readers_by(
    engines: Engines, tmp_path: Path
) -> None:
    engine = engines.get(f"sqlite:///{tmp_path}/new/folder/desk.sqlite")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    assert (tmp_path / "new" / "folder" / "desk.sqlite").exists()


@pytest.mark.parametrize(
    ("url", "encrypted"),
    [
        ("mysql+pymysql://u@localhost/d", False),
        ("mysql+pymysql://u@127.0.0.1/d", False),
        ("mysql+pymysql://u@10.0.0.5/d", True),
        ("mysql+pymysql://u@db.example.com/d", True),
    ],
)
def test_every_host_but_this_one_needs_tls(engines: Engines, url: str, encrypted: bool) -> None:
    engine = engines.get(url)
    asked: dict[str, Any] = {}

    def note(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        asked.update(parameters)
        raise ConnectionAbortedError

    event.listen(engine, "do_connect", note)
    with pytest.raises(ConnectionAbortedError):
        engine.connect()
    assert ("ssl" in asked) == encrypted
    assert asked["read_timeout"] > LOCK_WAIT_SECONDS  # or a lock wait could commit unseen
    if encrypted:
        assert asked["ssl"].verify_mode is ssl.CERT_REQUIRED
        assert asked["ssl"].check_hostname


def test_an_authority_that_can_not_be_read_is_a_wrong_setting(tmp_path: Path) -> None:
    words = tmp_path / "words.pem"
    words.write_text("no certificate")
    for file, why in (
        (words, "it holds no certificate"),
        (tmp_path / "nowhere.pem", "no such file"),
        (tmp_path, "can not be used"),
    ):
        with pytest.raises(InvalidInput, match=why) as refused:
            Engines(EngineOptions(ca=file)).get("mysql://u@db.example.com/d")
        assert refused.value.field == "DESK_DATABASE_CA"
