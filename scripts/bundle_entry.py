"""Where the bundled program starts: the same as the console script `desk`."""

from __future__ import annotations

import multiprocessing
import sys

from desk_app.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
