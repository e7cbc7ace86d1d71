"""What [Send it] shows before, and what those it concerns get: a champion's words, passed on by the bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.actions import people_words
from bot.cards.card import Block, Card, Form, Input, Quote, Say, Tap, Taps, Text
from bot.cards.tips import tip_blocks
from bot.model.action_rules import RULE
from bot.model.actions import Action
from bot.model.people import LOCALES
from bot.model.tips import Found

MOST_CHARACTERS = 1000
SERIES = 3  # tips, one a week
_QUICK = ("never_activated", "power_users", "dormant")  # answered with one tap, beside own words


@dataclass(frozen=True)
class Letter:
    """A message as one person gets it: `words` as the sender changed them, else the template of the rule. `number`
    counts within a series, from 1; `reader` says who sees the answer."""

    action_id: str
    action: Action
    sender: str
    tool: str
    words: str = ""
    number: int = 1
    tip: Found | None = None
    is_answered: bool = False


def template(say: Say, action: Action, tool: str) -> tuple[str, str]:
    """Title and words of a rule's message in one language."""
    theme = say.any_of(action.theme.labels) if action.theme else ""
    people = people_words(say, action.theme) if action.theme else ""
    return (
        say(f"letters.title_{action.rule}", tool=tool, theme=theme),
        say(f"letters.words_{action.rule}", tool=tool, theme=theme, people=people),
    )


def preview_card(
    say: Say, every: Mapping[str, Say], action: Action, tool: str, to: str, cap: int, where: tuple[str, str]
) -> Card:
    """What would be sent, in every language it goes out in; `where` is the action and its summary."""
    action_id, summary_id = where
    blocks: list[Block] = [Text(text=to, style="strong"), Text(text=_how(say, action, cap), style="subtle")]
    for locale in LOCALES:
        title, words = template(every[locale], action, tool)
        blocks += [
            Text(text=f"{every[locale]('letters.language')} · {title}", style="subtle"),
            Quote(text=words),
        ]
    taps = (
        Tap(
            label=say("letters.as_it_is"), action="action.send", target=action_id, value=summary_id,
            style="primary",
        ),
        Tap(label=say("letters.change"), action="action.change", target=action_id, value=summary_id),
        Tap(label=say("summary.back"), action="summary.show", target=summary_id),
    )  # fmt: skip
    return _card(say, say("letters.preview"), (*blocks, Taps(taps=taps)))


def change_card(say: Say, action: Action, tool: str, to: str, where: tuple[str, str]) -> Card:
    """The words to change; everybody gets them as they are typed."""
    action_id, summary_id = where
    field = Input(
        name="body", label=say("letters.your_words"), type="long_text", value=template(say, action, tool)[1],
        missing=say("error.fill_in"), max_characters=MOST_CHARACTERS,
    )  # fmt: skip
    send = Tap(
        label=say("letters.send_these"), action="action.send", target=action_id, value=summary_id,
        style="primary",
    )  # fmt: skip
    back = Tap(label=say("summary.back"), action="action.preview", target=action_id, value=summary_id)
    blocks = (
        Text(text=to, style="strong"), Text(text=say("letters.as_typed"), style="subtle"),
        Form(fields=(field,), send=send), Taps(taps=(back,)),
    )  # fmt: skip
    return _card(say, say("letters.preview"), blocks)


def letter_card(say: Say, letter: Letter) -> Card:
    """The message, with what was asked, why it came, and a way to answer."""
    action = letter.action
    title, words = template(say, action, letter.tool)
    blocks: list[Block] = []
    if letter.number == 1:
        lead = "letters.from_typed" if letter.words else "letters.from"
        blocks += [Text(text=say(lead, name=letter.sender)), Quote(text=letter.words or words)]
    if letter.tip:
        blocks.append(Text(text=letter.tip.title, style="strong"))
        blocks += tip_blocks(say, letter.tip, (0, 0))
    if letter.number > 1:
        title = say("letters.title_next", number=letter.number, of=SERIES, tool=letter.tool)
    blocks += _answering(say, letter)
    return Card(title=title, blocks=tuple(blocks), note=_note(say, letter), locale=say.locale)


def answered_card(say: Say, letter: Letter, body: str) -> Card:
    """In place of the message, once it was answered."""
    title, _ = template(say, letter.action, letter.tool)
    sent = say(f"letters.answered_{_reader(letter.action)}", name=letter.sender)
    return _card(say, title, (Quote(text=body), Text(text=sent)))


def reply_card(say: Say, action: Action, tool: str, name: str, email: str, body: str) -> Card:
    """What somebody answered, for whoever asked, or for those who move seats."""
    title, _ = template(say, action, tool)
    who = say("letters.replied", name=name, email=email, title=title)
    return _card(say, say("letters.reply_title"), (Text(text=who), Quote(text=body)))


def quick_answer(say: Say, action: Action) -> str:
    """The answer of one tap; empty where there is none."""
    return say(f"letters.quick_{action.rule}") if action.rule in _QUICK else ""


def to_words(say: Say, action: Action, team: str, names: Sequence[str]) -> str:
    """Whom it goes to: by name where it is somebody's task, else by what they have in common."""
    if names:
        return say("letters.to_names", names=list(names))
    group = say("letters.in_team", team=team) if team else say("letters.in_all")
    return say("letters.to", who=say(f"letters.who_{action.rule}"), group=group)


def _answering(say: Say, letter: Letter) -> list[Block]:
    if letter.is_answered or letter.number > 1:
        return []
    quick = quick_answer(say, letter.action)
    taps = (
        [Tap(label=quick, action="action.quick", target=letter.action_id, style="primary")] if quick else []
    )
    if letter.action.rule == "blocker":
        taps.append(Tap(label=say("letters.open_items"), action="gate.items"))
    field = Input(
        name="body", label=say("letters.your_answer"), type="long_text", missing=say("error.fill_in"),
        max_characters=MOST_CHARACTERS,
    )  # fmt: skip
    send = Tap(label=say("letters.reply"), action="action.reply", target=letter.action_id)
    seen = Text(text=_seen_by(say, letter), style="subtle")
    return [*([Taps(taps=tuple(taps))] if taps else []), Form(fields=(field,), send=send), seen]


def _reader(action: Action) -> str:
    """Who gets the answers."""
    return "admins" if action.rule == "dormant" else "sender"


def _seen_by(say: Say, letter: Letter) -> str:
    is_unnamed = RULE[letter.action.rule].to == "concerned"
    return say(f"letters.seen_by_{_reader(letter.action) if is_unnamed else 'named'}", name=letter.sender)


def _how(say: Say, action: Action, cap: int) -> str:
    if RULE[action.rule].to != "concerned":
        return say("letters.how_named")
    return f"{say('letters.how_unnamed', cap=cap)}\n{say(f'letters.answers_{_reader(action)}')}"


def _note(say: Say, letter: Letter) -> str:
    rule = letter.action.rule
    if RULE[rule].to != "concerned":
        return say("letters.note_named", name=letter.sender)
    return say("letters.note", name=letter.sender, who=say(f"letters.who_{rule}"))


def _card(say: Say, title: str, blocks: tuple[Block, ...]) -> Card:
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)
