"""Runs the whole proof of delivery and writes docs/reference/proof.md. Started by `make prove`.

The full size takes hours; `--size 0.01` runs the hundredth part of the seeds, points and faults.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "proof.md"
SEEDS, POSTGRES_SEEDS, POINTS, FAULTS = 100_000, 200, 2_000, 1_000


@dataclass(frozen=True)
class Part:
    """One part of the proof: what it shows, and the command that shows it."""

    title: str
    command: tuple[str, ...]


def parts(size: float, cores: int, postgres: str) -> Iterator[Part]:
    """Every part, in a size between 0 and 1."""

    def share(whole: int) -> str:
        return str(max(1, round(whole * size)))

    simulate = ("bot", "simulate", "--quiet")
    seeds = ("--seeds", share(SEEDS), "--cores", str(cores))
    yield Part("Simulated, on SQLite", (*simulate, *seeds))
    there = ("--seeds", share(POSTGRES_SEEDS), "--postgres", postgres)
    yield Part("Simulated, on PostgreSQL", (*simulate, *there))
    yield Part("Planted bugs", ("bench.planted",))
    yield Part("Killed at write edges", ("bench.crash", "--points", share(POINTS)))
    yield Part("Disks that fill up or fail", ("bench.disk", "--faults", share(FAULTS)))
    yield Part("Killed and failed by the kernel", ("bench.syscalls",))
    yield Part("HTTP faults at every call of both platforms", ("bench.http_faults",))
    yield Part("Local time in every zone", ("bench.time_matrix",))


def shown(part: Part) -> tuple[str, bool]:
    """The section of the page, and whether the part holds."""
    start = time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-m", *part.command]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    text = (ran.stdout + ran.stderr).strip()
    named = " ".join("ADDRESS" if "://" in word else word for word in part.command)
    verdict = "holds" if ran.returncode == 0 else "DOES NOT HOLD"
    print(f"{part.title}: {verdict}, {took:.0f} s", flush=True)
    return (
        f"## {part.title}: {verdict}\n\n`python -m {named}`, {took:.0f} s\n\n```\n{text}\n```\n",
        not ran.returncode,
    )


@contextmanager
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this run."""
    from tests.conftest import serve_postgres

    with tempfile.TemporaryDirectory(prefix="uptake-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = serve_postgres(Path(folder))
        yield next(server)
        next(server, None)


def main() -> int:
    """Runs every part; 1 when one doesn't hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="the share of the full proof, 0 to 1")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with postgres_server() as address:
        sections = [shown(part) for part in parts(options.size, options.cores, address)]
    head = (
        "# The proof of delivery\n\nWritten by `make prove`; never by hand. Size "
        f"{options.size:g} of the full proof ({SEEDS:,} seeds), Python {platform.python_version()}, "
        f"{os.cpu_count()} cores. What is proven, in words: [how messages are delivered](../explanation/delivery.md)."
    )
    PAGE.write_text("\n\n".join([head, *(text for text, _ in sections)]), encoding="utf-8")
    return 0 if all(holds for _, holds in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
