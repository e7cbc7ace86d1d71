"""The actions of a summary, and the small card behind it: why not now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.card import Block, Card, Say, Tap, Taps, Text
from bot.cards.summary_words import share_words
from bot.model.actions import REASONS, Action, Proposal
from bot.model.summary import Summary


def action_blocks(
    say: Say, summary: Summary, summary_id: str, proposals: Sequence[Proposal], may_act: bool, title: str
) -> Iterator[Block]:
    """Each action with its reason, who and by when, and its buttons while it is open."""
    if not proposals and title == "summary.this_week" and not summary.actions:
        yield Text(text=say("summary.nothing_to_do"))
    for place, proposal in enumerate(proposals):
        words = action_words(say, summary, proposal.action)
        lead = f"{say(title)}\n" if place == 0 else ""
        yield Text(text=f"{lead}{words}{_standing(say, proposal)}")
        if may_act and proposal.state in ("proposed", "lapsed"):
            yield Taps(taps=tuple(_taps(say, proposal, summary_id)))


def _taps(say: Say, proposal: Proposal, summary_id: str) -> Iterator[Tap]:
    target = proposal.action_id
    yield Tap(
        label=say("summary.assign"), action="summary.assign", target=target, value=summary_id, style="primary"
    )
    yield Tap(label=say("summary.not_now"), action="summary.not_now", target=target, value=summary_id)


def _standing(say: Say, proposal: Proposal) -> str:
    if proposal.state == "taken":
        return "\n" + say("summary.taken", by=proposal.taken_by or say("summary.somebody"))
    return "\n" + say("summary.declined") if proposal.state in ("declined", "retired") else ""


def action_words(say: Say, summary: Summary, action: Action) -> str:
    """What to do and why, who, and by when."""
    is_least = action.theme is not None and action.theme.is_least
    what = say(
        "figures.act_blocker_least" if is_least else f"summary.act_{action.rule}",
        share=share_words(say, action.evidence) if action.evidence else "",
        tool=summary.tool,
        theme=say.any_of(action.theme.labels) if action.theme else "",
        people=action.theme.people if action.theme else 0,
    )
    who = summary.owner if action.who == "owner" else say("summary.champion")
    return say("summary.action", what=what, who=who, due_on=action.due_on)


def reasons_card(say: Say, summary: Summary, proposal: Proposal, summary_id: str) -> Card:
    """Not now: why? One tap."""
    taps = [
        Tap(
            label=say(f"summary.reason_{reason}"),
            action="summary.reason",
            target=proposal.action_id,
            value=f"{reason}:{summary_id}",
        )
        for reason in REASONS
    ]
    back = Tap(label=say("summary.back"), action="summary.show", target=summary_id)
    blocks = (Text(text=action_words(say, summary, proposal.action)), Taps(taps=(*taps, back)))
    return Card(title=say("summary.why_not"), blocks=blocks, note=say("note.short"), locale=say.locale)


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of a summary."""
    return Card(
        title=say("summary.title"),
        blocks=(Text(text=say(phrase, **values)),),
        note=say("note.short"),
        locale=say.locale,
    )
