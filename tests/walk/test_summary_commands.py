"""`uptake summary`, as an operator types it: every form, every audience, a past day, and the proof."""

from __future__ import annotations

import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.model.views import Document
from bot.settings import HOUSE
from bot.steps.people import import_people
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble
from tests.fakes.slack_blocks import refusals
from tests.stories.test_summary_story import FINANCE, SALES, jump, used
from tests.walk.test_command_line import uptake
from tests.world import ROSTER, World

NASTY = "Ops <script>&\"'"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and a database in which two weeks are published; the commands work in it."""
    monkeypatch.chdir(tmp_path)
    assert uptake("init") == 0
    world = World(opened(tmp_path), SlackDouble())
    teams = {"Sales,champion": ["cho"], "Sales,pilot_user": SALES, "Finance,pilot_user": FINANCE}
    rows = [
        f"{name}@example.com,{name.title()} Example,{place.split(',')[0]},,Asia/Taipei,en,{place.split(',')[1]},"
        for place, names in teams.items()
        for name in names
    ]
    team = NASTY.replace('"', '""')
    for name in ("dana", *(f"ops{n}" for n in range(11))):
        role = "admin" if name == "dana" else "pilot_user"
        rows.append(f'{name}@example.com,{name.title()} Example,"{team}",,Asia/Taipei,en,{role},')
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in ("dana", "cho"):
        world.arrives(name)
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"})
    world.says("dana", "ai-rollout start")
    for week, who in ((1, SALES), (2, SALES[:3])):
        jump(world, f"week {week} Fri 18:00")
        used(world, week, [*who, *FINANCE[:3]])
        jump(world, f"week {week + 1} Mon 10:00")
    world.house.database.close()
    return tmp_path


def opened(folder: Path) -> SqliteDatabase:
    return SqliteDatabase(str(next(folder.glob("*.db"))))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert uptake("summary", *arguments) == 0
    return capsys.readouterr().out


def test_each_form_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "Sales")
    told = json.loads(printed(capsys, "Sales", "--format", "json"))
    slack = json.loads(printed(capsys, "Sales", "--format", "slack"))
    teams = json.loads(printed(capsys, "Sales", "--format", "teams"))
    page = printed(capsys, "Sales", "--format", "html")
    assert told["numbers"][1]["share"]["count"] == 3
    assert not refusals(slack)
    assert [block["type"] for block in slack["blocks"]].count("actions") >= 2
    assert (teams["type"], teams["version"]) == ("AdaptiveCard", "1.5")
    for form in (text, json.dumps(slack), json.dumps(teams), page):
        assert "3 of 9 people with access used Example Assistant" in form
        assert "Send those who did not come back a tip" in form


def test_the_page_loads_nothing_runs_nothing_and_holds_its_picture(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "summary.html"
    assert printed(capsys, NASTY, "--format", "html", "--locale", "zh-Hant", "--out", str(out)) == ""
    page = out.read_text(encoding="utf-8")
    seen = Seen()
    seen.feed(page)
    assert seen.attributes[("html", "lang")] == ["zh-Hant"]
    assert "script" not in seen.tags
    assert {"svg", "table", "h1", "dl"} <= seen.tags
    assert "&lt;script&gt;" in page
    assert not [
        name for _, name in seen.attributes if name.startswith("on") or name in ("src", "href", "style")
    ]
    assert not re.search(r"url\(|@import|https?://", page)
    assert "prefers-color-scheme: dark" in page
    (alternative,) = seen.attributes[("svg", "aria-label")]
    assert "→" in alternative


class Seen(HTMLParser):
    """Which tags and attributes stand in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[tuple[str, str], list[str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault((tag, name), []).append(value)


def test_each_audience_gets_its_part_and_the_schema_describes_all_of_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = json.loads(printed(capsys, "--schema"))
    found = {}
    for team, audience in (("Sales", "champion"), ("Sales", "team"), ("", "everyone"), ("all", "champion")):
        found[audience] = json.loads(printed(capsys, team, "--audience", audience, "--format", "json"))
        assert set(schema["required"]) <= found[audience].keys() <= schema["properties"].keys()
        fewest, most = (schema["properties"]["numbers"][end] for end in ("minItems", "maxItems"))
        assert fewest <= len(found[audience]["numbers"]) <= most
        if audience == "champion":
            assert Document.model_validate(found[audience]).summary_id == found[audience]["summary_id"]
    assert not {"actions", "quote", "owner"} & {*found["team"], *found["everyone"]}
    text = printed(capsys, "--audience", "everyone")
    assert "6 of " in text
    assert "Do this week" not in printed(capsys, "Sales", "--audience", "team")
    assert uptake("summary", "Sales", "--audience", "everyone") == 1
    assert "the whole program only" in capsys.readouterr().err


def test_a_past_day_and_a_week_are_found_and_what_is_not_there_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Week 1 of 3" in printed(capsys, "--as-of", "2026-12-08")
    assert "Week 1 of 3" in printed(capsys, "--as-of", "2026-12-13T09:00+08:00")
    assert printed(capsys, "--week", "2026-W49") == printed(capsys, "--week", "2026-12-03")
    for arguments, problem in (
        (("--as-of", "2026-12-01"), "no summary of everybody has been published by 2026-12-01"),
        (("--as-of", "soon"), "--as-of: 'soon' is no date"),
        (("--week", "2026-W99"), "'2026-W99' is no date"),
        (("Mars",), "no summary of Mars has been published yet"),
        (("--format", "png"), "a picture needs a file"),
        (("--out", str(folder / "no" / "file")), "No such file"),
    ):
        assert uptake("summary", *arguments) == 1
        assert problem in capsys.readouterr().err


def test_what_was_changed_behind_our_back_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = re.fullmatch(r"(\d+) checked, all as they were published\.\n", printed(capsys, "--verify"))
    assert checked
    assert int(checked[1]) >= 4
    assert printed(capsys, "--verify", "--all") == printed(capsys, "--verify", "all") == checked[0]
    summary_id = json.loads(printed(capsys, "Sales", "--format", "json"))["summary_id"]
    assert "(Sales, 2026-W50, no. 2): as it was published" in printed(capsys, "--verify", summary_id)

    database = opened(folder)
    with database.transaction("main") as db:
        sql = "update adoption_summary set summary_json = replace(summary_json, '\"count\":3', '\"count\":8')"
        db._connection.execute(f"{sql} where summary_id = '{summary_id}'", {})
    database.close()
    capsys.readouterr()
    assert uptake("summary", "--verify") == 1
    told = capsys.readouterr().out.splitlines()
    assert told == [
        f"{summary_id} (Sales, 2026-W50, no. 2): CHANGED since it was published: its text does not give the "
        "digest kept with it",
        f"{checked[1]} checked, 1 of them not as they were published.",
    ]
    assert uptake("summary", "--verify", "sum_none") == 1
    assert "there is no summary sum_none" in capsys.readouterr().err


def test_a_picture_is_drawn_where_a_browser_is_and_else_it_is_said_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "summary.png"
    if shutil.which("chromium"):
        assert printed(capsys, "Sales", "--format", "png", "--locale", "zh-Hans", "--out", str(out)) == ""
        drawn = out.read_bytes()
        assert drawn.startswith(b"\x89PNG")
        assert int.from_bytes(drawn[16:20], "big") == 1400
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)  # as where the package is not installed
    assert uptake("summary", "Sales", "--format", "png", "--out", str(out)) == 1
    assert "no browser to draw with" in capsys.readouterr().err


def test_the_reference_names_every_field_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(printed(capsys, "--schema"))
    reference = (HOUSE / "docs/reference/summary-json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", reference, re.MULTILINE))
    inside = {key for part in schema["$defs"].values() for key in part.get("properties", ())}
    assert named == {*schema["properties"], *inside}
