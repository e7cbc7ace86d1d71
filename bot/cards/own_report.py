"""What a manager would see of a person's team, shown to that person beside the own answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.card import Block, Card, Facts, Rule, Say, Tap, Taps, Text
from bot.cards.summary import digest_card
from bot.model.actions import Proposal
from bot.model.summary import Summary


def own_report_card(
    say: Say, summary_id: str, summary: Summary, proposals: Sequence[Proposal], own: Sequence[tuple[str, str]]
) -> Card:
    """The published report as its reader gets it, without the buttons, and what the person said that week."""
    report = digest_card(say, summary_id, summary, proposals, False)
    told = (
        say("rosters.view_team", team=summary.team)
        if summary.team
        else say("rosters.view_whole", k=summary.k)
    )
    blocks: list[Block] = [Text(text=told), Rule(), Text(text=report.title, style="strong")]
    blocks += [block for block in report.blocks if not isinstance(block, Taps)]
    blocks.append(Rule())
    blocks.append(Text(text=say("rosters.view_own" if own else "rosters.view_own_none")))
    if own:
        blocks.append(Facts(pairs=tuple(own)))
    if summary.asked:
        blocks.append(Taps(taps=(Tap(label=say("results.tap"), action="me.results"),)))
    return Card(title=say("rosters.view_title"), blocks=tuple(blocks), note=report.note, locale=say.locale)


def nothing_yet_card(say: Say) -> Card:
    """Before the first report."""
    return Card(
        title=say("rosters.view_title"),
        blocks=(Text(text=say("rosters.view_none")),),
        note=say("note.short"),
        locale=say.locale,
    )


def quoting_card(say: Say, is_quoted: bool) -> Card:
    """Says what was chosen, with the way back."""
    other = Tap(
        label=say("rosters.quote_stop" if is_quoted else "rosters.quote_allow"),
        action="me.quoting",
        value="no" if is_quoted else "yes",
    )
    back = Tap(label=say("preferences.title"), action="me.show")
    return Card(
        title=say("rosters.quote_title"),
        blocks=(
            Text(text=say("rosters.quoted" if is_quoted else "rosters.not_quoted")),
            Taps(taps=(other, back)),
        ),
        note=say("note.short"),
        locale=say.locale,
    )
