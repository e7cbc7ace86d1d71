"""Some of the kills and faults that `python -m bench.crash` and `python -m bench.disk` try by the thousand."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT


@pytest.mark.parametrize(
    ("trial", "clean"),
    [
        (("bench.crash", "--points", "12"), ("corrupt", "acknowledged and lost", "doubled", "never sent")),
        (("bench.disk", "--faults", "12"), ("corrupt", "doubled", "never sent", "does not go on")),
    ],
)
def test_a_bot_that_is_killed_or_has_a_bad_disk_loses_and_doubles_nothing(
    trial: tuple[str, ...], clean: tuple[str, ...]
) -> None:
    ran = subprocess.run([sys.executable, "-m", *trial], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert "points tried                   12" in lines
    assert all(f"{what:<26}{0:>7}" in lines for what in clean)
