"""`uptake signals pull` and `uptake signals pulls`, walked in a folder of one's own against vendors of our own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes.vendors import GITHUB_TOKEN, Vendors, opened_vendors

PEOPLE = (
    "email,name,team,manager,timezone,locale,role,github_login\n"
    "ada@example.com,Ada Example,Sales,,Asia/Taipei,en,pilot_user,ada-acme\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with Ada in it, prepared by `uptake init`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("UPTAKE_")]:
        monkeypatch.delenv(name)
    uptake("init")
    (tmp_path / "people.csv").write_text(PEOPLE)
    uptake("people", "import", "people.csv")
    return tmp_path


def uptake(*arguments: str) -> int:
    """Runs a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def serving(vendors: Vendors, act: Callable[[], int]) -> int:
    """Runs commands while the vendors serve, with GitHub set up in `.env`."""

    async def run() -> int:
        async with opened_vendors(vendors):
            return await asyncio.to_thread(_set_up_and, act, vendors.url)

    return asyncio.run(run())


def _set_up_and(act: Callable[[], int], url: str) -> int:
    lines = (f"GITHUB_TOKEN={GITHUB_TOKEN}", "GITHUB_ORG=acme", f"GITHUB_URL={url}")
    Path(".env").write_text("".join(f"UPTAKE_{line}\n" for line in lines))
    return act()


@pytest.fixture
def vendors(yesterday: date) -> Vendors:
    """Ada used GitHub Copilot the day before yesterday, as a stranger did."""
    made = Vendors(counted_to=yesterday)
    made.used = {yesterday - timedelta(days=1): {"ada": 3, "zoe": 1}}
    return made


@pytest.fixture
def yesterday() -> date:
    from bot.clock import SystemClock

    return SystemClock().now().date() - timedelta(days=1)


def test_a_source_is_pulled_now_and_listed_with_its_watermark(
    folder: Path, vendors: Vendors, yesterday: date, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("signals", "pulls") == 0
    assert "github-copilot\tcomplete to no day\toff" in capsys.readouterr().out

    assert serving(vendors, lambda: uptake("signals", "pull", "github-copilot")) == 0
    said = capsys.readouterr().out
    assert (
        f"1 new, 0 corrected, 0 known already, 0 rows left out, 1 people in no people file; complete to {yesterday}"
        in said
    )

    since = str(yesterday - timedelta(days=3))
    assert serving(vendors, lambda: uptake("signals", "pull", "--since", since)) == 0
    assert "0 new, 0 corrected, 1 known already" in capsys.readouterr().out
    assert vendors.days("users-1-day")[0] == since

    assert uptake("signals", "pulls") == 0
    assert f"github-copilot\tcomplete to {yesterday}\tpulled " in capsys.readouterr().out


def test_a_pull_that_fails_says_why_changes_nothing_and_stays_listed(
    folder: Path, vendors: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    vendors.go_wrong("/reports/", "403", times=None)
    assert serving(vendors, lambda: uptake("signals", "pull")) == 1
    told = capsys.readouterr()
    assert "github-copilot: denied: it answered 403; nothing was changed" in told.err
    assert GITHUB_TOKEN not in told.out + told.err
    assert uptake("signals", "pulls") == 0
    assert "denied since" in capsys.readouterr().out


def test_problems_of_what_came_are_said_row_by_row_at_the_command_line(
    folder: Path, vendors: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    vendors.used = {on: {"zoe": 1} for on in vendors.used}
    assert serving(vendors, lambda: uptake("signals", "pull", "github-copilot")) == 1
    assert "zoe-acme" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("pull",), "claude-enterprise is not set up: write UPTAKE_ANTHROPIC_ANALYTICS_KEY"),
        (("pull", "m365-copilot"), "m365-copilot is not set up: write UPTAKE_GRAPH_TENANT_ID"),
        (("pull", "--since", "yesterday"), "--since: 'yesterday' is no date; write it like 2026-11-16"),
    ],
)
def test_what_is_missing_is_said_with_what_to_write(
    folder: Path, arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("signals", *arguments) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("GITHUB_TOKEN=abc",), "UPTAKE_GITHUB_ORG or UPTAKE_GITHUB_ENTERPRISE: is empty, and the rest of it is set"),
        (("GRAPH_TENANT_ID=t", "GRAPH_CLIENT_ID=c"), "UPTAKE_GRAPH_CLIENT_SECRET: is empty"),
        (("GITHUB_TOKEN=abc", "GITHUB_ORG=a", "GITHUB_ENTERPRISE=b"), "write one of the two"),
        (("ANTHROPIC_ANALYTICS_KEY='sk bad key'",), "UPTAKE_ANTHROPIC_ANALYTICS_KEY: holds a blank"),
        (("ANTHROPIC_URL=http://api.anthropic.com",), "UPTAKE_ANTHROPIC_URL: must begin with https://"),
        (("GRAPH_REPORT=v3",), "UPTAKE_GRAPH_REPORT"),
    ],
)  # fmt: skip
def test_settings_that_can_not_work_are_refused_by_their_names_without_the_key(
    folder: Path, lines: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text("".join(f"UPTAKE_{line}\n" for line in lines))
    assert uptake("signals", "pulls") == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert "bad key" not in told


def test_the_newest_report_alone_has_no_since(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(".env").write_text(
        "UPTAKE_GRAPH_TENANT_ID=t\nUPTAKE_GRAPH_CLIENT_ID=c\nUPTAKE_GRAPH_CLIENT_SECRET=s\n"
    )
    assert uptake("signals", "pull", "m365-copilot", "--since", "2026-01-05") == 1
    assert "gives its newest report only" in capsys.readouterr().err
