"""Where the server programs are, and what to install where they are not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")
"""Searched after PATH: an ordinary user's PATH on Debian has no /usr/sbin."""


class MissingProgram(Exception):
    """A server program is not installed. The message says what to type."""

    def __init__(self, name: str, *, package: str) -> None:
        self.name = name
        self.package = package
        super().__init__(
            f"The tests need the program {name}, which is not installed. "
            f"Install it with: sudo apt-get install {package}"
        )


def find_program(name: str, *, package: str) -> Path:
    """Raises `MissingProgram`, which names the Debian ``package``."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *SERVER_FOLDERS])
    found = shutil.which(name, path=path)
    if found is None:
        raise MissingProgram(name, package=package)
    return Path(found)
