"""`make migration`: the beginning of a revision, from what the tables have."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from db.migrations import stores

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("migration", ROOT / "scripts" / "migration.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_a_new_table_begins_the_next_revision_of_its_store(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Never into the sources: a test that is stopped would leave a revision behind.
    shutil.copytree(stores.FOLDER, tmp_path / "migrations")
    monkeypatch.setattr(stores, "FOLDER", tmp_path / "migrations")
    changed = MetaData(naming_convention=stores.METADATA["rate"].naming_convention)
    for table in stores.METADATA["rate"].sorted_tables:
        table.to_metadata(changed)
    Table("season", changed, Column("hotel_id", Integer, primary_key=True))
    monkeypatch.setitem(stores.METADATA, "rate", changed)
    made = script.start("rate", "keep the season")
    assert made == tmp_path / "migrations" / "rate" / "rate_0002_keep_the_season.py"
    written = made.read_text()
    assert "'rate_0001'" in written
    assert "create_table('season'" in written
    assert written.count("create_table") == 1


@pytest.mark.parametrize("words", [[], ["rate"], ["rate", " "], ["rates", "why"]])
def test_it_says_how_it_is_called(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["migration.py", *words])
    with pytest.raises(SystemExit, match="make migration STORE="):
        script.main()
