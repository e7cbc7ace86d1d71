"""Where zone rules come from: the newer of the system's and the locked package's, and it can be told."""

from __future__ import annotations

import importlib.resources
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tzdata

from bot.store import job_runs
from bot.store.database import Database, instant

ASK = """
from zoneinfo import ZoneInfo
from datetime import datetime
from bot.clock import tzdata_version
version = tzdata_version()
print(version, datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Taipei")).utcoffset())
"""


def ask(folder: Path, version: str) -> str:
    """What a new process finds on a system with these files, on which Taipei goes by Tokyo's rules."""
    (folder / "Asia").mkdir()
    tokyo = importlib.resources.files("tzdata") / "zoneinfo" / "Asia" / "Tokyo"
    (folder / "Asia" / "Taipei").write_bytes(tokyo.read_bytes())
    if version:
        (folder / "tzdata.zi").write_text(
            f"# version {version}\n# This zic input file is in the public domain.\n"
        )
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "PYTHONTZPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


@pytest.mark.parametrize(
    ("system", "told"),
    [
        ("2999z", "2999z 9:00:00"),
        ("1999a", f"{tzdata.IANA_VERSION} 8:00:00"),
        ("", f"{tzdata.IANA_VERSION} 8:00:00"),
    ],
)
def test_the_newer_zone_rules_are_used(tmp_path: Path, system: str, told: str) -> None:
    assert ask(tmp_path, system) == told


def test_what_is_known_of_the_last_run_outlives_the_retention(database: Database) -> None:
    first, second, later = (instant(day * 86_400_000_000) for day in (1, 2, 30))
    with database.transaction("house") as db:
        for at in (first, second):
            assert job_runs.is_first(db, "make_summaries", at, at)
        assert job_runs.forget_before(db, later) == 1
        assert job_runs.last_before(db, "make_summaries", later) == second
        assert job_runs.last_before(db, "make_summaries", second) is None
