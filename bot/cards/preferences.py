"""What a person sees and sets of the own record."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Block, Card, Choice, Facts, Form, Input, Pick, Recorded, Rule, Say, Tap, Taps, Text
from bot.model.people import LOCALES, Person

LANGUAGE_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


def me_card(
    say: Say, person: Person, stored: tuple[tuple[str, str], ...], own: tuple[Tap, ...] = (), saved: str = ""
) -> Card:
    """What is stored, and every switch in one place; `own` are the switches for what the person set up by
    taps elsewhere, `saved` confirms the last change."""
    blocks: list[Block] = []
    if saved:
        blocks.append(Text(text=saved, style="strong"))
    blocks.append(Facts(pairs=stored))
    if own:
        blocks.append(Taps(taps=own))
    languages = tuple(Choice(label=LANGUAGE_NAMES[locale], value=locale) for locale in LOCALES)
    blocks.append(
        Pick(
            label=say("preferences.language"),
            action="me.language",
            choices=languages,
            value=person.language,
            missing=say("error.choose_one"),
        )
    )
    blocks.append(_quiet_form(say, person))
    blocks.append(_pause_form(say, person))
    blocks.append(Rule())
    blocks.append(Taps(taps=_switches(say, person)))
    return Card(
        title=say("preferences.title"),
        blocks=tuple(blocks),
        note=say("note.short"),
        locale=say.locale,
    )


def _quiet_form(say: Say, person: Person) -> Form:
    fields = (
        Input(
            name="from",
            label=say("preferences.quiet_from"),
            type="time",
            value=person.quiet_from,
            required=False,
        ),
        Input(
            name="until",
            label=say("preferences.quiet_until"),
            type="time",
            value=person.quiet_until,
            required=False,
        ),
    )
    return Form(fields=fields, send=Tap(label=say("preferences.save_quiet"), action="me.quiet"))


def _pause_form(say: Say, person: Person) -> Form:
    value = person.paused_until_on.isoformat() if person.paused_until_on else ""
    field = Input(name="day", label=say("preferences.pause_until"), type="date", value=value, required=False)
    return Form(fields=(field,), send=Tap(label=say("preferences.save_pause"), action="me.pause"))


def _switches(say: Say, person: Person) -> tuple[Tap, ...]:
    stop = Tap(label=say("preferences.stop"), action="me.stop", style="danger")
    start = Tap(label=say("preferences.start"), action="me.start", style="primary")
    return (
        start if person.stopped_at else stop,
        Tap(label=say("rosters.view_tap"), action="me.own_report"),
        Tap(label=say("preferences.export"), action="me.export"),
        Tap(label=say("preferences.erase"), action="me.erase"),
        Tap(label=say("human.ask"), action="human.ask"),
    )


def stopped_card(say: Say) -> Card:
    """Said at once after the stop word."""
    start = Tap(label=say("preferences.start"), action="me.start")
    blocks = (Text(text=say("preferences.stopped")), Taps(taps=(start,)))
    return Card(
        title=say("preferences.stopped_title"),
        blocks=blocks,
        note=say("note.short"),
        locale=say.locale,
    )


def started_card(say: Say) -> Card:
    """Messages come again."""
    blocks = (Text(text=say("preferences.started")),)
    return Card(
        title=say("preferences.started_title"),
        blocks=blocks,
        note=say("note.short"),
        locale=say.locale,
    )


def export_card(say: Say, text: str, day: date) -> Card:
    """Everything stored about a person, as text to copy."""
    blocks = (Text(text=say("preferences.export_text", day=Recorded(day))), Text(text=text))
    return Card(title=say("preferences.export"), blocks=blocks, note=say("note.short"), locale=say.locale)


def erase_card(say: Say) -> Card:
    """Erasing asks once more, and says what stays."""
    taps = (
        Tap(label=say("preferences.erase_yes"), action="me.erase_now", value="yes", style="danger"),
        Tap(label=say("preferences.erase_no"), action="me.show"),
    )
    blocks = (Text(text=say("preferences.erase_text")), Taps(taps=taps))
    return Card(title=say("preferences.erase"), blocks=blocks, note=say("note.short"), locale=say.locale)


def erased_card(say: Say) -> Card:
    """The last words."""
    blocks = (Text(text=say("preferences.erased")),)
    return Card(title=say("preferences.erase"), blocks=blocks, note=say("note.short"), locale=say.locale)
