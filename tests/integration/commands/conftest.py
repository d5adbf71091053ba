"""A data folder with the demo in it, and the two ways to run `desk` on it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.schema import upgrade
from desk_app.bootstrap import open_desk
from desk_app.commands.program import run
from desk_app.demo import load_demo
from desk_app.settings import load_settings

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2035, 3, 5)
"""The demo's business date: far ahead, so that every stay in it is free to cancel for years."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class CommandLine:
    """Runs `desk`: called, in this process; `process`, as a program of its own."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str) -> Answer:
        self.capture.readouterr()
        code = run(words)
        out, err = self.capture.readouterr()
        return Answer(code=code, out=out, err=err)

    def json(self, *words: str) -> Any:
        """The answer of a command that must succeed."""
        answer = self(*words, "--json")
        assert answer.code == 0, answer
        return answer.json

    def process(self, *words: str) -> Answer:
        done = subprocess.run(
            self.words(*words),
            capture_output=True,
            env=self.process_environment(),
            cwd=ROOT,
            timeout=100,
            check=False,
        )
        return Answer(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.words(*words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.process_environment(),
            cwd=ROOT,
        )

    def words(self, *words: str) -> Sequence[str]:
        return [sys.executable, "-m", "desk_app", *words]

    def process_environment(self) -> Mapping[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return {
            **keep,
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DESK_DATA_DIR": str(self.folder),
            **self.environment,
        }

    def rows(self) -> dict[str, int]:
        """How many rows every table of the SQLite file has."""
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
            ]
            return {
                name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
                for name in names
            }

    def set(self, patch: pytest.MonkeyPatch, **environment: str) -> None:
        """Settings of both ways to run, by their names without DESK_."""
        for name, value in environment.items():
            variable = f"DESK_{name.upper()}"
            patch.setenv(variable, value)
            self.environment[variable] = value


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the three demo hotels; not to be written to."""
    folder = tmp_path_factory.mktemp("demo")
    with open_desk(load_settings(data_dir=folder)) as desk:
        upgrade(desk.stores)
        load_demo(desk.stores, TODAY, "tests", lambda _done, _total: None)
    with closing(sqlite3.connect(folder / "desk.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def empty_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """No tables, no settings of the developer's own."""
    for name in [name for name in os.environ if name.startswith("DESK_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "desk.toml").touch()
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "desk.toml"))
    for name in ("LC_ALL", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "110")
    desk = CommandLine(folder, capsys)
    desk.set(monkeypatch, data_dir=str(folder), staff="anna")
    return desk


@pytest.fixture
def desk(empty_desk: CommandLine, demo_template: Path) -> CommandLine:
    """Three demo hotels on their business date `TODAY`, and the sandbox for payments."""
    shutil.copyfile(demo_template / "desk.sqlite", empty_desk.folder / "desk.sqlite")
    return empty_desk


STAY = ("--check-in", "+30", "--check-out", "+32")
ROOM = ("--hotel", "PLAZA", "--room-type", "CLQ", *STAY)
"""Two nights in April, restricted by nothing."""
