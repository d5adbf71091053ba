"""Settings: the environment before the file before defaults; secrets stay out of sight."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from desk_app.domain.errors import InvalidInput
from desk_app.domain.permissions import Role
from desk_app.domain.selling.availability import Locking
from desk_app.settings import (
    KEYRING_SERVICE,
    STAFF_LENGTH,
    Settings,
    config_file,
    in_force,
    load_settings,
    secret,
)

PASSWORD = "hunter2-secret"


class FakeKeyring(KeyringBackend):
    """Keeps passwords in memory; knows only this program's service."""

    priority = 1

    def __init__(self, **stored: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.stored = stored

    def get_password(self, service: str, username: str) -> str | None:
        assert service == KEYRING_SERVICE
        return self.stored.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("settings only read")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("settings only read")


@pytest.fixture
def use_keyring() -> Iterator[type[FakeKeyring]]:
    before = keyring.get_keyring()
    yield FakeKeyring
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment without any setting, and a file that is not there yet."""
    for name in list(os.environ):
        if name.upper().startswith("DESK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "desk.toml").touch()
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "desk.toml"))
    return tmp_path / "desk.toml"


def test_with_nothing_set_the_program_is_whole() -> None:
    settings = load_settings()
    assert settings.is_embedded
    assert settings.main_database_url == f"sqlite:///{settings.data_dir / 'desk.sqlite'}"
    assert settings.sandbox_state.parent == settings.data_dir
    assert (settings.role, settings.locking) == (Role.ADMIN, Locking.OPTIMISTIC)
    assert settings.staff == getpass.getuser()
    assert settings.payments_url is settings.redis_url is settings.hotel is None


def test_the_environment_stands_before_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('staff = "file"\nreader = "tmr_file"\nrole = "manager"\n')
    monkeypatch.setenv("DESK_STAFF", "environment")
    settings = load_settings(role="receptionist")
    assert (settings.staff, settings.reader, settings.role) == (
        "environment",
        "tmr_file",
        Role.RECEPTIONIST,
    )


def test_the_file_is_in_the_users_folder_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_CONFIG")
    assert config_file().parts[-2:] == ("desk-app", "desk.toml")
    monkeypatch.setenv("DESK_CONFIG", "/etc/other.toml")
    assert config_file() == Path("/etc/other.toml")


def test_every_kind_of_setting_is_read_from_the_file(file: Path) -> None:
    file.write_text(
        """
        data_dir = "~/desk"
        database_url = "mysql+pymysql://desk@db.example.com/desk"
        database_ca = "/etc/ca.pem"
        database_pool_size = 8
        locking = "guarded"
        [locking_by_hotel]
        MAD1 = "constraint"
        """
    )
    settings = load_settings()
    assert settings.data_dir == Path.home() / "desk"
    assert settings.database_ca == Path("/etc/ca.pem")
    assert not settings.is_embedded
    assert settings.database_pool_size == 8
    assert settings.locking is Locking.GUARDED
    assert settings.locking_by_hotel == {"MAD1": Locking.CONSTRAINT}


def test_locking_by_hotel_is_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_LOCKING_BY_HOTEL", '{"MAD1": "pessimistic"}')
    assert load_settings().locking_by_hotel == {"MAD1": Locking.PESSIMISTIC}


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DATABASE_POOL_SIZE", "many", "write a whole number"),
        ("DATABASE_POOL_SIZE", "0", "write 1 or more"),
        ("DATABASE_POOL_SIZE", "-3", "write 1 or more"),
        ("DATABASE_POOL_SIZE", "201", "write 200 or less"),
        ("DATABASE_POOL_SIZE", "1.5", "write a whole number"),
        ("ROLE", "king", "'receptionist', 'manager', 'admin' or 'worker'"),
        ("LOCKING", "none", "'optimistic', 'guarded'"),
        ("LOCKING_BY_HOTEL", "guarded", "JSON such as"),
        ("LOCKING_BY_HOTEL", "[1]", "write pairs such as"),
        ("STAFF", "   ", "must be filled in"),
        ("STAFF", "x" * (STAFF_LENGTH + 1), "at most 80 characters"),
    ],
)
def test_a_wrong_value_is_refused_under_the_name_that_was_set(
    name: str, value: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DESK_{name}", value)
    with pytest.raises(InvalidInput, match=problem) as refused:
        load_settings()
    assert refused.value.field == f"DESK_{name}"
    assert str(refused.value).startswith(f"DESK_{name}: ")


def test_a_wrong_value_in_a_table_names_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_LOCKING_BY_HOTEL", '{"MAD1": "none"}')
    with pytest.raises(InvalidInput) as refused:
        load_settings()
    assert refused.value.field == "DESK_LOCKING_BY_HOTEL_MAD1"


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "RESERVATION_DATABASE_URL", "REDIS_URL", "PAYMENTS_KEY", "STAFF"]
)
def test_an_empty_variable_is_no_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = load_settings()
    monkeypatch.setenv(f"DESK_{name}", "")
    settings = load_settings()
    assert settings == plain
    assert settings.is_embedded


def test_an_empty_url_in_the_file_names_no_database(file: Path) -> None:
    file.write_text('database_url = ""\n')
    settings = load_settings()
    assert settings.is_embedded
    assert settings.main_database_url.startswith("sqlite:///")


def test_names_of_other_programs_in_the_environment_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKTOP_SESSION", "gnome")
    monkeypatch.setenv("STAFF", "somebody")
    assert load_settings().staff == getpass.getuser()


def test_an_unknown_name_in_the_file_is_refused(file: Path) -> None:
    file.write_text('databse_url = "sqlite://"\n')
    with pytest.raises(InvalidInput, match="there is no such setting") as refused:
        load_settings()
    assert refused.value.field == "DESK_DATABSE_URL"
    assert str(refused.value).endswith(f" (in {file}); did you mean database_url?")


@pytest.mark.parametrize("name", ["DESK_DATABSE_URL", "desk_databse_url"])
def test_a_slip_in_the_environment_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "mysql://desk@db/desk")
    with pytest.raises(InvalidInput) as refused:
        load_settings()
    assert str(refused.value) == (
        "DESK_DATABSE_URL: there is no such setting; did you mean DESK_DATABASE_URL?"
    )


def test_a_name_like_no_setting_is_refused_without_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_ZZZ", "1")
    with pytest.raises(InvalidInput, match=r"^DESK_ZZZ: there is no such setting\.$"):
        load_settings()
    monkeypatch.setenv("DESK_ZZZ", "")
    load_settings()


def test_a_wrong_value_in_the_file_names_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('database_pool_size = "many"\n')
    with pytest.raises(InvalidInput, match="write a whole number") as refused:
        load_settings()
    assert refused.value.problem.endswith(f" (in {file})")
    monkeypatch.setenv("DESK_DATABASE_POOL_SIZE", "x")
    with pytest.raises(InvalidInput) as refused:
        load_settings()
    assert str(file) not in str(refused.value)


def test_the_settings_in_force_are_those_that_were_set(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_force(load_settings()) == ()
    file.write_text('reader = "tmr_1"\n')
    monkeypatch.setenv("DESK_PAYMENTS_KEY", PASSWORD)
    monkeypatch.setenv("DESK_HOTEL", "")
    assert in_force(load_settings()) == ("DESK_PAYMENTS_KEY", "DESK_READER")


@pytest.mark.parametrize(
    "content", [b"staff =", b"\xff\xfe", b"staff = 'a'\nstaff = 'b'\n", b"{}", b"staff: x"]
)
def test_a_file_that_is_no_toml_is_refused_by_its_path(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match="can't be read as TOML") as refused:
        load_settings()
    assert str(file) in str(refused.value)


def test_a_folder_in_place_of_the_file_is_no_file(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.mkdir()
    with pytest.raises(InvalidInput, match="there is no file"):
        load_settings()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f'payments_key = "{PASSWORD}"', "payments_key"),
        (f'payments_worker_key = "{PASSWORD}"', "payments_worker_key"),
        (f'database_password = "{PASSWORD}"', "database_password"),
        ('database_password = ""', "database_password"),
        (f'database_url = "mysql://desk:{PASSWORD}@h/d"', "database_url"),
        (f'rate_database_url = "mysql+pymysql://desk:{PASSWORD}@h/d"', "rate_database_url"),
        (f'chain_database_url = "mysql://desk:#{PASSWORD}@h/d"', "chain_database_url"),
        (f'reservation_database_url = "mysql://d:a/{PASSWORD}@h"', "reservation_database_url"),
        (f'redis_url = "redis://:{PASSWORD}@h:6379/0"', "redis_url"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(file: Path, line: str, name: str) -> None:
    file.write_text(line)
    with pytest.raises(InvalidInput, match="secrets do not belong in") as refused:
        load_settings()
    assert refused.value.field == name
    assert f"set DESK_{name.upper()} or use the keyring" in str(refused.value)
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        'database_url = "mysql+pymysql://desk@db.example.com:3306/desk"',
        'database_url = "sqlite:///C:/data/a@b.sqlite"',
        'redis_url = "redis://localhost:6379/0"',
        'redis_url = "redis://[::1]:6379/0"',
        'redis_url = "redis://[bad"',
        'staff = "a:b@c"',
    ],
)
def test_an_address_without_a_password_may_stand_in_the_file(file: Path, line: str) -> None:
    file.write_text(line)
    load_settings()


def test_no_password_is_ever_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE", "CHAIN_DATABASE", "RATE_DATABASE", "RESERVATION_DATABASE"):
        monkeypatch.setenv(f"DESK_{name}_URL", f"mysql://desk:{PASSWORD}@h/d")
    monkeypatch.setenv("DESK_REDIS_URL", f"redis://:{PASSWORD}@h")
    for name in ("DATABASE_PASSWORD", "PAYMENTS_KEY", "PAYMENTS_WORKER_KEY"):
        monkeypatch.setenv(f"DESK_{name}", PASSWORD)
    settings = load_settings()
    assert PASSWORD in (settings.database_url or "")
    assert PASSWORD not in f"{settings} {settings!r}"
    assert PASSWORD not in settings.model_dump_json(include={"database_password", "payments_key"})


def test_a_wrong_value_beside_a_secret_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PAYMENTS_KEY", PASSWORD)
    monkeypatch.setenv("DESK_ROLE", "king")
    with pytest.raises(InvalidInput) as refused:
        load_settings()
    assert PASSWORD not in f"{refused.value} {refused.value.details()}"
    assert refused.value.__cause__ is None


def test_settings_do_not_change_while_the_program_runs() -> None:
    settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.staff = "somebody else"


def test_a_secret_comes_from_the_environment_before_the_keyring(
    monkeypatch: pytest.MonkeyPatch, use_keyring: type[FakeKeyring]
) -> None:
    keyring.set_keyring(use_keyring(payments_key="from the keyring", database_password="db"))
    monkeypatch.setenv("DESK_PAYMENTS_KEY", "from the environment")
    settings = load_settings()
    assert secret(settings, "payments_key") == "from the environment"
    assert secret(settings, "database_password") == "db"
    assert secret(settings, "payments_worker_key") is None


def test_a_system_without_a_keyring_has_no_secrets(use_keyring: type[FakeKeyring]) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert secret(load_settings(), "payments_key") is None


def test_a_system_that_does_not_know_its_user_asks_for_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", nobody)
    with pytest.raises(InvalidInput, match="does not know your name") as refused:
        load_settings()
    assert refused.value.field == "DESK_STAFF"
    monkeypatch.setenv("DESK_STAFF", " rita ")
    assert load_settings().staff == "rita"


def test_a_single_store_may_be_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_CHAIN_DATABASE_URL", "mysql://h/chain")
    assert load_settings().is_embedded
    monkeypatch.setenv("DESK_RESERVATION_DATABASE_URL", "mysql://h/reservation")
    assert not load_settings().is_embedded


def test_settings_of_tests_need_no_environment(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, staff="maria").data_dir == tmp_path


def test_a_named_file_that_is_not_there_is_an_error_not_an_empty_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "dsek.toml"))
    with pytest.raises(InvalidInput, match="there is no file"):
        load_settings()
