"""The whole digest: its golden text in three languages, its size on both platforms, and what it says when there is
little to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.cards.actions import name_of
from bot.cards.card import Card, Chart, Taps
from bot.cards.limits import problems
from bot.cards.page import page
from bot.cards.plain import plain
from bot.cards.summary import at_most, digest_card
from bot.cards.summary_beside import criteria_card, share_card
from bot.cards.summary_views import view_card
from bot.model.actions import Action, Proposal
from bot.model.changes import Change, choose_change
from bot.model.figures import SurveyFacts
from bot.model.gate import Gate
from bot.model.people import LOCALES
from bot.model.summary import Summary, build
from bot.model.tips import Found
from bot.model.views import seen_by
from bot.settings import HOUSE
from bot.slack.render import render as render_slack
from bot.teams.render import render as render_teams
from tests.fakes.slack_blocks import refusals
from tests.full_summary import MONDAY, full_card, full_facts, full_proposals, full_summary, golden
from tests.model.test_summary import facts, use
from tests.world import ZONE, words_of

MOST_BLOCKS, MOST_CHARACTERS = 12, 2800
READS = ("text", "title", "value", "label", "name")


def say(locale: str = "en") -> Any:
    return words_of(HOUSE / "content").say(locale, ZONE)


def readable(card: Card) -> Card:
    """The card without its rows of buttons."""
    blocks = tuple(block for block in card.blocks if not isinstance(block, Taps))
    return card.model_copy(update={"blocks": blocks})


@pytest.mark.parametrize("locale", LOCALES)
def test_the_full_text_is_as_it_was_read_and_approved(locale: str) -> None:
    assert plain(full_card(locale)) + "\n" == golden(locale).read_text(encoding="utf-8")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest_digest_is_one_screen(locale: str) -> None:
    """Beside its rows of buttons: a row under each action, the quote, the outlook and the footnote."""
    card = full_card(locale)
    assert len(readable(card).blocks) + len(["title", "note"]) <= MOST_BLOCKS
    assert len(plain(readable(card))) <= MOST_CHARACTERS
    assert len(card.blocks) - len(readable(card).blocks) <= 6
    assert problems(card) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_both_platforms_take_the_longest_digest_and_show_no_more_than_a_screen(locale: str) -> None:
    slack, teams = render_slack(full_card(locale)), render_teams(full_card(locale))
    assert not refusals(slack)
    shown = [block for block in slack["blocks"] if block["type"] != "actions"]
    caption = 1
    assert len(shown) <= MOST_BLOCKS + caption
    read = [one for one in teams["body"] if one["type"] != "ActionSet"]
    for blocks in (shown, read):
        assert sum(map(len, texts(blocks))) <= MOST_CHARACTERS
    assert len(slack["text"]) < 4000


def texts(node: Any) -> Iterator[str]:
    """Every text one reads; a picture's fallback and its axes aside."""
    if isinstance(node, list):
        for one in node:
            yield from texts(one)
    elif isinstance(node, dict) and node.get("type") not in ("Chart.Line", "data_visualization"):
        for key, value in node.items():
            if isinstance(value, str) and key in READS:
                yield value
            else:
                yield from texts(value)


@pytest.mark.parametrize("locale", LOCALES)
def test_plain_text_and_page_carry_everything_the_cards_show(locale: str) -> None:
    card = full_card(locale)
    text, told = plain(card), page(card)
    for series in next(block for block in card.blocks if isinstance(block, Chart)).series:
        assert all(f"{value:g}" in text and f"<td>{value:g}</td>" in told for value in series.values)
    assert "38 / 54" in text
    assert say(locale)("summary_card.week_holiday", week=9) in text
    for piece in texts(render_slack(readable(card))["blocks"]):
        for line in piece.split("\n"):
            assert line.lstrip("— ") in text


def test_a_page_escapes_what_people_wrote_and_keeps_its_lines() -> None:
    quote = "<b onclick=x>&amp;</b>\nsecond line \u202e"
    told = page(digest_card(say(), "s", full_summary().model_copy(update={"quote": quote}), [], False))
    assert "&lt;b onclick=x&gt;&amp;amp;&lt;/b&gt;<br>\nsecond line" in told
    assert "\u202e" not in told


def test_at_most_three_actions_and_what_waits_comes_before_what_is_answered() -> None:
    four = full_proposals()
    assert [one.action_id for one in at_most(four)] == ["act_0", "act_1", "act_2"]
    answered = [Proposal("act_d", "s", "", MONDAY, "declined", four[0].action), *four]
    assert "act_d" not in [one.action_id for one in at_most(answered)]
    assert [one.action_id for one in at_most(answered[:3])] == ["act_d", "act_0", "act_1"]
    assert say()("summary_card.more_open", count=1) in plain(full_card("en"))
    assert "once these are answered" not in plain(digest_card(say(), "s", full_summary(), four[:3], True))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_offered_any_more_is_said_however_much_waits(locale: str) -> None:
    waiting = full_proposals()
    actions = [Action(rule=rule, who="owner", due_on=MONDAY) for rule in ("dormant", "low_response")]
    gone = [Proposal(f"act_g{n}", "s", "", MONDAY, "retired", one) for n, one in enumerate(actions)]
    card = digest_card(say(locale), "s", full_summary(), [*waiting, *gone], True)
    text = plain(card)
    for one in actions:
        named = name_of(say(locale), one, full_summary().tool)
        assert say(locale)("actions.no_longer", action=named) in text
        assert any(tap.label == say(locale)("actions.bring_one_back", action=named) for tap in card.taps())
    assert say(locale)("summary_card.more_open", count=2) in text
    assert len(readable(card).blocks) + len(["title", "note"]) <= MOST_BLOCKS
    assert problems(card) == []
    assert not refusals(render_slack(card))
    alone = digest_card(say(locale), "s", full_summary(), gone[:1], True)
    assert any(tap.label == say(locale)("actions.bring_back") for tap in alone.taps())


@pytest.mark.parametrize(
    ("state", "due_on", "told"),
    [
        ("doing", None, "somebody is on it."),
        ("doing", date(2027, 3, 1), "somebody is on it, by Mon 1 Mar."),
        ("done", None, "we did: it is done."),
        ("declined", None, "it was declined: too dear"),
    ],
)
def test_you_said_we_did_is_one_line_and_names_nobody(state: Any, due_on: date | None, told: str) -> None:
    change = Change(
        theme="fit", labels=dict.fromkeys(LOCALES, "Fit"), state=state, reason="too dear", due_on=due_on
    )
    text = plain(digest_card(say(), "s", build(facts(changes=(change,))), [], False))
    assert f"“Fit”{';' if state == 'declined' else ', we did:'} " in text
    assert told in text


def test_the_change_that_is_told_is_of_what_is_named_now_else_what_is_done() -> None:
    doing, done, fit = (
        Change(theme=theme, labels={}, state=state)
        for theme, state in (("a", "doing"), ("b", "done"), ("integration", "doing"))
    )
    assert choose_change([doing, done, fit], full_facts().themes) == fit
    assert choose_change([doing, done], full_facts().themes) == done
    assert choose_change([doing], ()) == doing
    assert choose_change([], ()) is None


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (6, "to Sun 22 Nov ·"),
        (8, "to Tue 24 Nov ·"),
        (5, "to Sat 21 Nov; one day late, Sun 22 Nov missing"),
        (3, "to Thu 19 Nov; 3 days late, Fri 20 Nov to Sun 22 Nov missing"),
        (-1, "to Sun 15 Nov; nothing of this week"),
    ],
)
def test_the_footnote_says_to_which_day_each_source_has_told_and_what_is_missing(
    days: int, told: str
) -> None:
    monday = facts().week_on
    made = build(facts(sources=(("claude-enterprise", monday + timedelta(days=days)),)))
    assert f"Claude Enterprise analytics, {told}" in plain(digest_card(say(), "s", made, [], False))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_week_without_anything_to_tell_is_one_line(locale: str) -> None:
    nothing = use(is_known=False, active=0, active_before=0, habit=0, history=(), never=0, never_of=0)
    made = build(facts(use=nothing, survey=SurveyFacts(), sources=()))
    card = digest_card(say(locale), "s", made, [], True)
    assert len(card.blocks) == 1
    assert not card.taps()
    waiting = [
        Proposal("act_1", "s", "", MONDAY, "proposed", Action(rule="dormant", who="owner", due_on=MONDAY))
    ]
    assert len(digest_card(say(locale), "s", made, waiting, True).blocks) > 1


def test_what_is_hidden_is_a_sentence_and_never_an_empty_cell() -> None:
    few = SurveyFacts(asked=20, answered=4, rated=4, favourable=4, minutes=(30.0,) * 4)
    text = plain(digest_card(say(), "s", build(facts(survey=few)), [], False))
    assert text.count(": hidden to protect small groups") == 2
    assert not [line for line in text.splitlines() if line.rstrip().endswith(":") and "Do this" not in line]


def test_a_summary_published_before_these_fields_is_read_and_shown() -> None:
    old = json.loads(build(facts()).model_dump_json())
    del old["changed"]
    del old["trend"]["holidays"]
    read = Summary.model_validate(old)
    assert read == build(facts())
    assert json.loads(read.model_dump_json(exclude_unset=True)) == old


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("audience", ["team", "everyone"])
def test_what_others_read_fits_both_platforms_and_tells_no_name(audience: Any, locale: str) -> None:
    seen = seen_by(full_summary(), audience)
    assert (seen.actions, seen.quote, seen.owner, seen.decision and seen.decision.gate.owner) == (
        (),
        "",
        "",
        "",
    )
    card = view_card(say(locale), full_summary(), audience)
    assert not refusals(render_slack(card))
    assert render_teams(card)["body"]
    assert not card.taps()
    for hidden in ("Featherstone", "act_", "It is quick once I am in"):
        assert hidden not in plain(card)
    assert len(card.blocks) <= 7
    if audience == "everyone":
        assert len(card.blocks) == 4
        with pytest.raises(ValueError, match="whole program only"):
            view_card(say(locale), full_summary().model_copy(update={"team": "Sales"}), audience)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_cards_beside_it_say_what_to_copy_and_what_the_decision_rests_on(locale: str) -> None:
    tip = Found(key="t", title="Minutes", body="Ask for decisions first.", copy_text="List", credit="Ada")
    shared = share_card(say(locale), tip)
    assert "Ask for decisions first." in plain(shared)
    decision = full_summary().decision
    assert decision is not None
    gate = Gate(metric="habit", target=40, minimum_people=15)
    looked = plain(criteria_card(say(locale), decision, gate))
    assert say(locale)("summary_card.criteria_stand", met=2, missed=1, unclear=1) in looked
    early = plain(criteria_card(say(locale), decision.model_copy(update={"criteria": None}), gate))
    assert say(locale)("summary_card.criteria_no_look") in early
    for card in (shared, criteria_card(say(locale), decision, gate)):
        assert not refusals(render_slack(card))
        assert render_teams(card)["body"]
