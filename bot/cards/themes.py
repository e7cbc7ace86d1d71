"""What people write that no theme knows, for a champion to name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.card import Block, Card, Choice, Pick, Quote, Rule, Say, Text
from bot.cards.threads import answer_author


@dataclass(frozen=True)
class Unnamed:
    """One group as a champion may see it; `people` is None where too few to be counted."""

    group_id: str
    words: tuple[str, ...]
    people: int | None
    quote: str


@dataclass(frozen=True)
class Told:
    """One theme a model wrote, as a champion may see it; `people` as in `Unnamed`."""

    title: str
    people: int | None
    quote: str


def written_blocks(say: Say, state: str, told: Sequence[Told]) -> list[Block]:
    """What a model wrote, under a label that says so; or that it is being written, or could not be."""
    if state == "off":
        return []
    if state != "written":
        return [Text(text=say(f"written.{state}"), style="subtle")]
    blocks: list[Block] = [Text(text=say("themes.written"), style="subtle")]
    for theme in told:
        many = say("themes.people", people=theme.people) if theme.people else say("themes.a_few")
        blocks += [Text(text=theme.title, style="strong"), Text(text=many, style="subtle")]
        blocks.append(Quote(text=theme.quote))
    return [*blocks, Rule()]


def unnamed_card(
    say: Say,
    groups: Sequence[Unnamed],
    themes: Sequence[tuple[str, str]],
    lead: str = "",
    above: Sequence[Block] = (),
) -> Card:
    """Each group with its words and a list to name it from; choosing acts at once."""
    blocks: list[Block] = [Text(text=lead)] if lead else []
    blocks += above
    blocks.append(Text(text=say("themes.unnamed" if groups else "themes.nothing")))
    for group in groups:
        blocks += [Rule(), *_group_blocks(say, group, themes)]
    return Card(title=say("themes.title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def _group_blocks(say: Say, group: Unnamed, themes: Sequence[tuple[str, str]]) -> list[Block]:
    many = say("themes.people", people=group.people) if group.people else say("themes.a_few")
    blocks: list[Block] = [
        Text(text="、".join(group.words) if say.locale != "en" else ", ".join(group.words), style="strong"),
        Text(text=many, style="subtle"),
    ]
    if group.quote:
        blocks += [Quote(text=group.quote), answer_author(say, group.quote)]
    own = Choice(label=say("themes.own", word=group.words[0])[:75], value="own")
    choices = (own, *(Choice(label=title[:75], value=key) for key, title in themes))
    blocks.append(
        Pick(
            label=say("themes.pick"),
            action="theme.name",
            target=group.group_id,
            choices=choices,
            missing=say("error.choose_one"),
        )
    )
    return blocks
