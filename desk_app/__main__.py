"""The `desk` command. The only module that may open the window."""

from __future__ import annotations

import sys

from desk_app.commands.program import run


def main() -> int:
    """The exit code: 0 done, 1 refused, 2 not understood, 70 a bug, 130 stopped by the user."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
