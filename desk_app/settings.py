"""Settings: from the environment (``DESK_...``) first, then from a TOML file, then defaults.

With nothing set the program is whole: a SQLite file in the user's data folder, a cache in the
process, and the payment sandbox. Secrets are read from the environment or the system's keyring,
never from the file.
"""

from __future__ import annotations

import getpass
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from desk_app.domain.errors import InvalidInput
from desk_app.domain.permissions import Role
from desk_app.domain.selling.availability import Locking

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "DESK_"
CONFIG = "DESK_CONFIG"
"""Names the file, so that it can not stand in it."""

KEYRING_SERVICE = "desk-app"
_SECRETS = ("payments_key", "payments_worker_key", "database_password")
_URLS = (
    "database_url",
    "chain_database_url",
    "rate_database_url",
    "reservation_database_url",
    "redis_url",
)
_PASSWORD_IN_URL = re.compile(r"[\w+.-]+://[^/@]*:[^@]+@")
_WORDS = {
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "greater_than_equal": "write {ge} or more",
    "less_than_equal": "write {le} or less",
    "string_type": "write text, in quotes",
    "path_type": "write a path, in quotes",
    "string_too_short": "this must be filled in",
    "string_too_long": "write at most {max_length} characters",
    "enum": "choose {expected}",
    "dict_type": 'write pairs such as {{"MAD1": "guarded"}}',
}
"""For pydantic's kinds of errors."""

STAFF_LENGTH = 80
"""What the trail keeps of a name."""


def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("desk-app", appauthor=False))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        raise InvalidInput(
            field="DESK_STAFF", problem="this system does not know your name; set it here"
        ) from None


def config_file() -> Path:
    """The TOML file: ``DESK_CONFIG``, or desk.toml in the user's configuration folder."""
    named = os.environ.get(CONFIG)
    folder = platformdirs.user_config_dir("desk-app", appauthor=False)
    return Path(named) if named else Path(folder) / "desk.toml"


class Settings(BaseSettings):
    """All settings of a desk or a worker. ``load_settings`` reads them with clear errors."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    data_dir: Path = Field(default_factory=_data_folder)
    database_url: str | None = Field(default=None, repr=False)
    chain_database_url: str | None = Field(default=None, repr=False)
    rate_database_url: str | None = Field(default=None, repr=False)
    reservation_database_url: str | None = Field(default=None, repr=False)
    database_password: SecretStr | None = None
    database_ca: Path | None = None
    database_pool_size: int = Field(default=2, ge=1, le=200)
    redis_url: str | None = Field(default=None, repr=False)
    payments_url: str | None = None
    payments_key: SecretStr | None = None
    payments_worker_key: SecretStr | None = None
    reader: str = "tmr_sandbox"
    hotel: str | None = None
    staff: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=STAFF_LENGTH)
    ] = Field(default_factory=_user)
    role: Role = Role.ADMIN
    locking: Locking = Locking.OPTIMISTIC
    locking_by_hotel: dict[str, Locking] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - handed over by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, file

    @field_validator("data_dir", "database_ca")
    @classmethod
    def _in_the_users_home(cls, path: Path | None) -> Path | None:
        """The shell reads "~" for the environment; nobody does for the file."""
        return path.expanduser() if path else path

    @property
    def is_embedded(self) -> bool:
        """True while no central database is named."""
        return not self.database_url and not self.reservation_database_url

    @property
    def main_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'desk.sqlite'}"

    @property
    def sandbox_state(self) -> Path:
        """Where the payment sandbox keeps its books while it takes the payments."""
        return self.data_dir / "sandbox.sqlite"


def load_settings(**given: object) -> Settings:
    """Raises `InvalidInput`, which names the setting that is wrong."""
    _refuse_unknown_names(os.environ)
    stored = _read(config_file())
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise _in_words(error.errors()[0], stored) from None
    except SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        field = f"DESK_{named[1].upper()}" if named else "settings"
        raise InvalidInput(field=field, problem='JSON such as {"MAD1": "guarded"}') from None


def _refuse_unknown_names(environment: Mapping[str, str]) -> None:
    """A slip in a name (DESK_DATABSE_URL) would let the desk sell on its own file."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG}
    for name, value in environment.items():
        # Settings are read in capitals or not; an empty variable is no setting.
        if name.upper().startswith(PREFIX) and name.upper() not in known and value:
            raise InvalidInput(field=name.upper(), problem=_no_such(name.upper(), known))


def _no_such(name: str, known: Iterable[str], where: str = "") -> str:
    near = get_close_matches(name, list(known), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"there is no such setting{where}{hint}"


def _in_words(first: ErrorDetails, stored: Mapping[str, Any]) -> InvalidInput:
    """What pydantic found first, in plain words; the file is named where the value is its."""
    name = "_".join(str(part) for part in first["loc"]) or "settings"
    field, setting = f"{PREFIX}{name.upper()}", str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        problem = _no_such(name, Settings.model_fields, f" (in {config_file()})")
        return InvalidInput(field=field, problem=problem)
    words = _WORDS.get(first["type"])
    problem = words.format(**first.get("ctx", {})) if words else first["msg"]
    in_file = setting in stored and not os.environ.get(f"{PREFIX}{setting.upper()}")
    return InvalidInput(
        field=field, problem=f"{problem} (in {config_file()})" if in_file else problem
    )


def _read(file: Path) -> Mapping[str, Any]:
    """What the file holds. Raises `InvalidInput` for a secret in it, and for what is no TOML."""
    if not file.is_file():
        if os.environ.get(CONFIG):
            # A slip in the name would open the desk on its own file, as if nothing were set.
            raise InvalidInput(field=CONFIG, problem=f"there is no file {file}")
        return {}
    try:
        stored = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=CONFIG, problem=f"{file} can't be read as TOML: {error}") from None
    in_urls = [name for name in _URLS if _PASSWORD_IN_URL.match(str(stored.get(name, "")))]
    for name in [*(name for name in _SECRETS if name in stored), *in_urls]:
        raise InvalidInput(
            field=name,
            problem=f"secrets do not belong in {file}; set DESK_{name.upper()} or use the keyring",
        )
    return stored


def in_force(settings: Settings) -> tuple[str, ...]:
    """The names of the settings that were set, in the environment or the file; no values."""
    return tuple(
        f"{PREFIX}{name.upper()}"
        for name in Settings.model_fields
        if name in settings.model_fields_set
    )


def secret(settings: Settings, name: str) -> str | None:
    """A secret by its setting's name, from the environment or else from the system's keyring."""
    given: SecretStr | None = getattr(settings, name)
    if given is not None:
        return given.get_secret_value()
    import keyring  # noqa: PLC0415 - loads slowly, and most runs need no secret from it
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(KEYRING_SERVICE, name)
    except KeyringError:
        return None
