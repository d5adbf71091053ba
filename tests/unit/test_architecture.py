"""House rules that import-linter can't say."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("desk_app", "db", "ui", "tests")
MOST_LINES = 400
NOT_A_NAME = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def sources(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    """Dotted names of all modules imported anywhere in ``source``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def foreign_to_the_domain(source: str) -> list[str]:
    """Imports that are neither of the standard library nor of the domain itself."""
    return [
        name
        for name in imported(source)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith("desk_app.domain.")
    ]


def opens_the_window(source: str) -> bool:
    return any(name.partition(".")[0] == "ui" for name in imported(source))


@pytest.mark.parametrize("file", sources("desk_app/domain"), ids=lambda file: file.name)
def test_domain_stands_on_the_standard_library(file: Path) -> None:
    assert foreign_to_the_domain(file.read_text()) == []


def test_only_the_desk_command_imports_ui() -> None:
    importers = [file for file in sources("desk_app", "db") if opens_the_window(file.read_text())]
    assert set(importers) <= {ROOT / "desk_app" / "__main__.py"}


def test_files_are_short() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in sources(*FLOORS)
        if "migrations" not in file.parts
        and (lines := len(file.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_modules_are_named_after_what_they_hold() -> None:
    vague = [file for file in sources(*FLOORS) if {file.stem, file.parent.name} & NOT_A_NAME]
    assert vague == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in sources(*FLOORS)
        if "migrations" not in file.parts and not ast.get_docstring(ast.parse(file.read_text()))
    ]
    assert silent == []


def test_every_test_is_collected() -> None:
    """A test without its prefix never runs and nobody notices."""
    lost = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file in sources("tests")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test")
        and not (node.name.startswith("test_") and file.name.startswith("test_"))
    ]
    assert lost == []


@pytest.mark.parametrize(
    "source",
    [
        "import sqlalchemy",
        "def later():\n    from babel.numbers import get_currency_precision",
        "from desk_app.services import reservations",
        "from desk_app import settings",
        "import desk_app.domainer",
        "from . import money",
    ],
)
def test_foreign_import_in_the_domain_is_found(source: str) -> None:
    assert foreign_to_the_domain(source)


def test_own_and_standard_imports_in_the_domain_are_allowed() -> None:
    source = "from __future__ import annotations\nimport json\nfrom desk_app.domain import money"
    assert foreign_to_the_domain(source) == []
