"""How tips are found, offered and reviewed."""

from __future__ import annotations

from bot.cards.card import (
    Block,
    Card,
    Choice,
    Copyable,
    Form,
    Input,
    Pick,
    Quote,
    Recorded,
    Rule,
    Say,
    Tap,
    Taps,
    Text,
)
from bot.model.tips import Found, SharedTip


def found_card(say: Say, query: str, found: list[Found], votes: dict[str, tuple[int, int]]) -> Card:
    """The best tip in full, the next ones by title."""
    blocks: list[Block] = [
        Text(text=say("tips.found", query=query) if query else say("tips.some"), style="subtle")
    ]
    blocks += tip_blocks(say, found[0], votes.get(found[0].key, (0, 0)))
    if len(found) > 1:
        choices = tuple(Choice(label=tip.title[:75], value=tip.key) for tip in found[1:])
        blocks += [Rule(), _more(say, choices)]
    blocks.append(Taps(taps=(Tap(label=say("tips.share"), action="tip.offer"),)))
    return Card(title=found[0].title, blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def _more(say: Say, choices: tuple[Choice, ...]) -> Pick:
    return Pick(label=say("tips.more"), action="tip.show", choices=choices, missing=say("error.choose_one"))


def tip_blocks(say: Say, tip: Found, votes: tuple[int, int]) -> list[Block]:
    """One tip: what to do, words to copy, its passport, and whether it helped others."""
    blocks: list[Block] = [Text(text=tip.body)]
    if tip.copy_text:
        blocks.append(Copyable(text=tip.copy_text))
    helpful, not_helpful = votes
    lines = [line for line in (_passport(say, tip), _credit(say, tip)) if line]
    if helpful + not_helpful >= 5:
        lines.append(say("tips.votes", helpful=helpful, of=helpful + not_helpful))
    if lines:
        blocks.append(Text(text=" · ".join(lines), style="subtle"))
    taps = (
        Tap(label=say("tips.helpful"), action="tip.vote_helpful", target=tip.key, style="primary"),
        Tap(label=say("tips.not_helpful"), action="tip.vote_not_helpful", target=tip.key),
    )
    blocks.append(Taps(taps=taps))
    return blocks


def nothing_card(say: Say, query: str) -> Card:
    """No tip holds these words."""
    share = Taps(taps=(Tap(label=say("tips.share"), action="tip.offer"),))
    blocks = (Text(text=say("tips.nothing", query=query)), share)
    return Card(title=say("tips.title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def offer_card(say: Say) -> Card:
    """The form to share a tip."""
    fields = (
        Input(name="title", label=say("tips.offer_title"), missing=say("error.fill_in"), max_characters=100),
        Input(
            name="body",
            label=say("tips.offer_body"),
            type="long_text",
            max_characters=1000,
            hint=say("tips.hint"),
            missing=say("error.fill_in"),
        ),
    )
    form = Form(fields=fields, send=Tap(label=say("tips.send"), action="tip.send", style="primary"))
    blocks = (Text(text=say("tips.offer_text")), form)
    return Card(title=say("tips.share"), blocks=blocks, note=say("note.short"), locale=say.locale)


def credit_card(say: Say, tip_id: str) -> Card:
    """Offered; shall the author's name stand beside it?"""
    taps = (
        Tap(
            label=say("tips.credit_yes"),
            action="tip.credit",
            target=tip_id,
            value="yes",
            style="primary",
        ),
        Tap(label=say("tips.credit_no"), action="tip.credit", target=tip_id, value="no"),
    )
    blocks = (Text(text=say("tips.offered")), Taps(taps=taps))
    return Card(title=say("tips.share"), blocks=blocks, note=say("note.short"), locale=say.locale)


def review_card(say: Say, tip: SharedTip) -> Card:
    """A champion reads an offered tip and decides with one tap."""
    taps = (
        Tap(label=say("tips.approve"), action="tip.approve", target=tip.tip_id, style="primary"),
        Tap(label=say("tips.decline"), action="tip.decline", target=tip.tip_id),
    )
    blocks = (
        Text(text=say("tips.to_review")),
        Text(text=tip.title, style="strong"),
        Quote(text=tip.body),
    )
    return Card(
        title=say("tips.review_title"),
        blocks=(*blocks, Taps(taps=taps)),
        note=say("note.short"),
        locale=say.locale,
    )


def short_card(say: Say, text: str) -> Card:
    """One sentence in answer to a tap."""
    return Card(
        title=say("tips.title"),
        blocks=(Text(text=text),),
        note=say("note.short"),
        locale=say.locale,
    )


def _passport(say: Say, tip: Found) -> str:
    if tip.checked_on is None or tip.expires_on is None:
        return ""
    return say(
        "tips.passport",
        data_class=say(f"tips.data_{tip.data_class}"),
        checked_on=Recorded(tip.checked_on),
        expires_on=Recorded(tip.expires_on),
    )


def _credit(say: Say, tip: Found) -> str:
    return say("tips.by", name=tip.credit) if tip.credit else ""
