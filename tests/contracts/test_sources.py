"""Every source says in words what its figures mean, and how far they go."""

from __future__ import annotations

from datetime import date

import pytest

from bot.house import House
from bot.model.people import LOCALES
from bot.model.sources import SOURCES
from bot.settings import Settings
from bot.steps.file_words import file_say
from bot.steps.sources import source_lines
from bot.steps.usage import READERS
from bot.store import usage
from bot.store.database import Database
from bot.words import Words, load_content
from tests.exports import opened, take


@pytest.fixture(scope="module")
def words() -> Words:
    """The words that are shipped."""
    return Words(load_content(Settings(_env_file=None).content))


@pytest.fixture
def house(database: Database, words: Words) -> House:
    """A house that knows Ada and Ben."""
    return opened(database, words)


def lines(house: House, locale: str = "en") -> dict[str, str]:
    with house.context() as ctx:
        told = list(source_lines(ctx, file_say(ctx.words, locale)))
    return {line.split(":")[0]: line for line in told}


def test_every_source_that_can_be_read_has_its_meaning_in_each_language(house: House) -> None:
    assert READERS.keys() <= SOURCES.keys()
    for locale in LOCALES:
        told = lines(house, locale)
        assert told.keys() == SOURCES.keys()
        assert len({line.split(":", 1)[1] for line in told.values()}) == len(SOURCES)


def test_a_source_tells_its_lag_each_tool_apart_and_when_it_came(house: House) -> None:
    rows = "person,tool,feature,day,actions\nada@example.com,copilot,chat,2026-11-18,3\n"
    take(house, rows + "ben@example.com,other,chat,2026-11-19,2\n")
    told = lines(house)
    assert "Days until figures are there: 3." in told["claude-enterprise"]
    assert told["claude-enterprise"].endswith("Has not told anything yet.")
    generic = told["generic"]
    assert generic.index("About copilot:") < generic.index("About other:") < generic.index("Last import:")
    assert "23 Nov" in generic.split("Last import:")[1]


def test_a_file_tells_of_its_own_tools_and_of_no_others_days(house: House) -> None:
    """Whoever imports one tool's week does not vouch for the week of another tool."""
    head = "person,tool,feature,day,actions\n"
    take(house, head + "ada@example.com,copilot,chat,2026-11-13,3\nben@example.com,other,chat,2026-11-15,2\n")
    take(house, head + "ada@example.com,other,chat,2026-11-20,3\n")
    with house.context() as ctx:
        told = {tool: [one.until_on for one in usage.reach(ctx.db, tool)] for tool in ("copilot", "other")}
    assert told == {"copilot": [date(2026, 11, 15)], "other": [date(2026, 11, 20)]}
    generic = lines(house)["generic"]
    assert "About copilot: complete to Sun 15 Nov." in generic
    assert "About other: complete to Fri 20 Nov." in generic
