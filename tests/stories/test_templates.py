"""The shipped programs ask what they may ask: nobody twice at once, nothing on a day off, no more than was promised."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.clock import SetClock
from bot.model.rollout import Program
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.report import Report
from bot.rehearsal.stage import PeopleFile
from bot.settings import HOUSE, Settings
from bot.steps.program import checked_program, read_program
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from tests.world import ROSTER, ZONE, words_of

TEMPLATES = sorted((HOUSE / "content" / "programs").glob("*.toml"))
NOW = SetClock(datetime(2026, 11, 22, 8, tzinfo=ZONE))
PUBLISHED = {
    "sentiment-quality": "Using {tool} helps me improve the quality of my work or output.",
    "sentiment-effort": "Using {tool} helps me spend less mental effort on mundane or repetitive tasks.",
    "sentiment-faster": "Using {tool} helps me complete tasks faster.",
    "sentiment-productive": "Using {tool} makes me more productive.",
}


def text_of(stem: str) -> str:
    """A template whose gates ask for ten people, so that few are enough to rehearse it."""
    text = (HOUSE / "content" / "programs" / f"{stem}.toml").read_text(encoding="utf-8")
    return re.sub(r"minimum_people = \d+", "minimum_people = 10", text)


def rehearsed(stem: str) -> Report:
    lead = [f"{name}@example.com,{name},Office,,Asia/Taipei,en,{role},office" for name, role in LEADS]
    rows = [f"p{n}@example.com,P {n},T{n % 3},,Asia/Taipei,en,pilot_user,sales" for n in range(240)]
    people = "\n".join([ROSTER.strip(), *lead, *rows]).encode()
    settings = Settings(_env_file=None)
    house = build_house(settings, SqliteDatabase(":memory:"), NOW, words=words_of(settings.content))
    program = read_program(text_of(stem), f"{stem}.toml")
    return rehearse(house, program, f"{stem}.toml", PeopleFile(people, "people.csv"), assume="if_none")


LEADS = (("dana", "admin"), ("robin", "sponsor"))


@pytest.mark.parametrize("stem", [path.stem for path in TEMPLATES])
def test_a_template_rehearses_without_an_error_and_nobody_gets_two_messages_on_a_day(stem: str) -> None:
    report = rehearsed(stem)
    assert [one.text for one in report.findings if one.level == "error"] == []
    assert report.load.most_a_day == 1


@pytest.mark.parametrize(
    ("stem", "week", "one", "other"),
    [("twelve-week", -2, "readiness", "culture"), ("department", 7, "net-time", "blockers")],
)
def test_two_halves_are_everybody_once(stem: str, week: int, one: str, other: str) -> None:
    report = rehearsed(stem)
    asked = {
        key: next(line.sent for line in report.slots if line.slot.endswith(f"/{key}/prompt"))
        for key in (one, other)
    }
    assert sum(asked.values()) == report.taking_part
    assert min(asked.values()) > report.taking_part // 4
    windows = {rule.key: rule for rule in windows_of(stem)}
    assert {windows[one].week, windows[other].week} == {week}


def windows_of(stem: str) -> list[object]:
    content = words_of(HOUSE / "content").content
    program: Program = checked_program(text_of(stem), f"{stem}.toml", content)
    return [window for phase in program.phase for window in phase.windows]


def test_every_instrument_is_used_by_a_template() -> None:
    used = {window.questions for path in TEMPLATES for window in windows_of(path.stem)}
    assert used == set(words_of(HOUSE / "content").content.question_sets)


def test_the_published_statements_are_asked_as_they_were_published() -> None:
    content = words_of(HOUSE / "content").content
    assert {key: content.questions[key].text.root["en"] for key in PUBLISHED} == PUBLISHED
    assert [one.question for one in content.question_sets["gate"].ask][:4] == list(PUBLISHED)
