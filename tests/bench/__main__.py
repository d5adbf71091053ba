"""``python -m tests.bench``: runs the benches, each on private servers of its own.

Standard output gets one JSON object a bench and line, standard error a line for people. Exit code
1 when a bench did its job wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from tests.bench.grid import paint_cells, paint_room_chart
from tests.bench.replay import replay_real_bookings
from tests.bench.result import Result

BENCHES: dict[str, Callable[[], Result]] = {
    "replay": replay_real_bookings,
    "grid-chart": paint_room_chart,
    "grid-cells": paint_cells,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument(
        "--only", action="append", choices=list(BENCHES), metavar="NAME", help="may be repeated"
    )
    asked = parser.parse_args(arguments)
    if asked.list:
        for name, bench in BENCHES.items():
            print(f"{name}  {(bench.__doc__ or '').splitlines()[0]}")
        return 0
    went_wrong = False
    for name in asked.only or BENCHES:
        result = BENCHES[name]()
        print(json.dumps({"bench": name, **result.figures, "wrong": result.wrong}), flush=True)
        for line in (result.line, *result.wrong):
            print(f"{name}: {line}", file=sys.stderr)
        went_wrong |= bool(result.wrong)
    return int(went_wrong)


if __name__ == "__main__":
    sys.exit(main())
