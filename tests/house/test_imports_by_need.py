"""A platform's packages are loaded only when its credentials are set."""

from __future__ import annotations

import subprocess
import sys

import pytest

VENDORS = ("slack_bolt", "slack_sdk", "botbuilder", "botframework", "msrest", "psycopg")


@pytest.mark.parametrize("module", ["bot.wiring", "bot.cli", "bot.playground.demo"])
def test_no_vendor_is_loaded_before_an_edge_is_built(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {VENDORS!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
