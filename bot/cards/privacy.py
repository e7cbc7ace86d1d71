"""First contact: what the bot is, sees, never sees, until when, how to stop, and who is human."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Card, Facts, Say, Tap, Taps, Text


class Promise(BaseModel):
    """What this installation really does, read off its configuration; every claim is one of these."""

    model_config = ConfigDict(frozen=True)

    tool: str
    sponsor: str
    human: str
    weekly_cap: int
    until_on: date | None
    group_minimum: int
    sees_use: bool
    asks_by_name: bool = False
    summarises_with_model: bool = False


def disclosure_card(say: Say, promise: Promise) -> Card:
    """The first message a person gets; the same text stands behind “ai-help privacy”."""
    until = say("privacy.until", day=promise.until_on) if promise.until_on else say("privacy.until_end")
    pairs = (
        (
            say("privacy.messages_label"),
            say("privacy.messages", cap=promise.weekly_cap, until=until),
        ),
        (
            say("privacy.see_label"),
            say("privacy.see_use" if promise.sees_use else "privacy.see_access"),
        ),
        (say("privacy.never_label"), say("privacy.never")),
        (
            say("privacy.answers_label"),
            say(
                "modes.promise_named" if promise.asks_by_name else "privacy.answers",
                group_minimum=promise.group_minimum,
            ),
        ),
        (
            say("privacy.model_label"),
            say("privacy.model" if promise.summarises_with_model else "privacy.no_model"),
        ),
        (say("privacy.stop_label"), say("privacy.stop")),
        (say("privacy.human_label"), say("privacy.human", human=promise.human)),
    )
    taps = (
        Tap(label=say("privacy.show_me"), action="me.show_beside"),
        Tap(label=say("preferences.stop"), action="me.stop"),
        Tap(label=say("human.ask"), action="human.ask"),
    )
    return Card(
        title=say("privacy.title"),
        blocks=(
            Text(text=say("privacy.hello", sponsor=promise.sponsor, tool=promise.tool)),
            Facts(pairs=pairs),
            Taps(taps=taps),
        ),
        note=say("privacy.note"),
        locale=say.locale,
    )
