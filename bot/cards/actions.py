"""The actions of a summary: what to do and why, who, by when; what became of those before; why not now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.card import Block, Card, Say, Tap, Taps, Text
from bot.cards.summary_words import share_words
from bot.model.actions import REASONS, UNANSWERED, Action, Again, Proposal, Theme
from bot.model.figures import Share
from bot.model.summary import Summary

_WITHOUT = ("never_activated", "not_returning", "dormant")  # they have words without their number, too


def action_blocks(
    say: Say,
    summary: Summary,
    summary_id: str,
    proposals: Sequence[Proposal],
    may_act: bool,
    title: str,
    is_all: bool = True,
) -> Iterator[Block]:
    """Each action with its reason, who and by when, and its buttons while it is open; then what became of answered
    ones, and what is not offered any more. `is_all`: nothing stands above these."""
    gone = [one for one in proposals if one.state == "retired"]
    followed = [one for one in proposals if one.moved]
    due = [one for one in proposals if one not in gone and one not in followed]
    if title == "summary.this_week" and not due and not summary.actions:
        yield Text(text=say("summary.nothing_to_do" if summary.tip and is_all else "actions.nothing"))
    for place, proposal in enumerate(due):
        lead = f"{say(title)}\n" if place == 0 else ""
        again = _again(say, proposal.action.again) if proposal.action.again else ""
        words = action_words(say, summary, proposal.action)
        yield Text(text=f"{lead}{words}{again}{_standing(say, proposal)}")
        yield from _buttons(say, proposal, summary_id, may_act)
    for place, proposal in enumerate(followed):
        lead = f"{say('actions.followed')}\n" if place == 0 else ""
        words = (
            f"{name_of(say, proposal.action, summary.tool)}{_standing(say, proposal)}{_moved(say, proposal)}"
        )
        yield Text(text=lead + words)
        yield from _buttons(say, proposal, summary_id, may_act)
    yield from _no_longer(say, summary.tool, summary_id, gone, may_act)


def _no_longer(
    say: Say, tool: str, summary_id: str, gone: Sequence[Proposal], may_act: bool
) -> Iterator[Block]:
    """All that is not offered any more in one text, with one button each."""
    lines, taps = [], []
    for proposal in gone:
        named = name_of(say, proposal.action, tool)
        lines.append(say("actions.is_back" if proposal.is_back else "actions.no_longer", action=named))
        if may_act and not proposal.is_back:
            label = say("actions.bring_back" if len(gone) == 1 else "actions.bring_one_back", action=named)
            taps.append(
                Tap(label=label, action="action.bring_back", target=proposal.action_id, value=summary_id)
            )
    if lines:
        yield Text(text="\n".join(lines), style="subtle")
    if taps:
        yield Taps(taps=tuple(taps))


def action_words(say: Say, summary: Summary, action: Action) -> str:
    """What to do and why, who, and by when."""
    what = say(
        _phrase(action),
        share=share_words(say, action.evidence) if action.evidence else "",
        tool=summary.tool,
        theme=say.any_of(action.theme.labels) if action.theme else "",
        people=action.theme.people if action.theme else 0,
    )
    who = summary.owner if action.who == "owner" else say("summary.champion")
    return say("summary.action", what=what, who=who, due_on=action.due_on)


def _phrase(action: Action) -> str:
    if action.theme is not None and action.theme.is_least:
        return "figures.act_blocker_least"
    if action.evidence is None and action.rule in _WITHOUT:
        return f"untold.act_{action.rule}"
    return f"summary.act_{action.rule}"


def name_of(say: Say, action: Action, tool: str) -> str:
    """What the action is called, without its number."""
    theme = say.any_of(action.theme.labels) if action.theme else ""
    return say(f"actions.name_{action.rule}", tool=tool, theme=theme)


def people_words(say: Say, theme: Theme) -> str:
    """How many people named a theme, as it may be told."""
    return say("actions.people_least" if theme.is_least else "actions.people", people=theme.people)


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


def _buttons(say: Say, proposal: Proposal, summary_id: str, may_act: bool) -> Iterator[Block]:
    def tap(label: str, action: str, *, is_first: bool = False) -> Tap:
        style = "primary" if is_first else "normal"
        return Tap(
            label=say(label), action=action, target=proposal.action_id, value=summary_id, style=style
        )  # fmt: skip

    send = tap("actions.send", "action.preview")
    if may_act and proposal.state in UNANSWERED:
        assign = tap("summary.assign", "summary.assign", is_first=True)
        yield Taps(taps=(assign, send, tap("summary.not_now", "summary.not_now")))
    elif may_act and proposal.state == "taken":
        yield Taps(taps=(tap("actions.done", "action.done", is_first=True), send))


def _standing(say: Say, proposal: Proposal) -> str:
    """How it was answered, by whom and when; nothing while it is open."""
    on, by = proposal.answered_at, proposal.taken_by or say("summary.somebody")
    if proposal.state in UNANSWERED or on is None:
        return ""
    if proposal.state == "declined":
        has_reason = proposal.reason in REASONS and proposal.reason != "other"
        reason = say(f"summary.reason_{proposal.reason}") if has_reason else ""
        return "\n" + (say("actions.declined_why", reason=reason) if has_reason else say("summary.declined"))
    told = say("summary.taken" if proposal.state == "taken" else f"actions.is_{proposal.state}", by=by)
    return "\n" + say("actions.when", told=told + _sent_to(say, proposal), at=on)


def _sent_to(say: Say, proposal: Proposal) -> str:
    if proposal.state != "sent":
        return ""
    if proposal.sent_to is not None:
        return say("actions.sent_to", people=proposal.sent_to)
    return say("actions.sent_to_those")


def _again(say: Say, again: Again) -> str:
    """Why it is proposed again: what was done about it, and the number of that time."""
    did = say(f"actions.did_{again.state}", on=again.answered_on)
    then = _amount(say, again.share, again.theme)
    how = say("actions.did_at", did=did, then=then) if then else did
    return "\n" + say(f"actions.again_{again.why}", how=how)


def _moved(say: Say, proposal: Proposal) -> str:
    """The number then and now, each as it was told; nothing where one of them may not be."""
    moved = proposal.moved
    if moved is None:
        return ""
    then, now = _amount(say, moved.then, moved.then_theme), _amount(say, moved.now, moved.now_theme)
    what = f"actions.number_{proposal.action.rule}"
    return "\n" + say("actions.moved", what=say(what), then=then, now=now) if then and now else ""


def _amount(say: Say, share: Share | None, theme: Theme | None) -> str:
    if share:
        return share_words(say, share)
    return people_words(say, theme) if theme else ""
