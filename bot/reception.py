"""Takes an interaction from an edge: crosses into a thread, opens one transaction, sees each event
once, finds the person, lets the router answer, and turns errors into words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.card import Card, Say, Text, sorry
from bot.chat import Arrived, Departed, Interaction, Pressed, Reply, Said, Sender, UnknownSenderError
from bot.context import Context
from bot.desk import Desk
from bot.errors import CannotSave, UserError
from bot.house import House
from bot.model.people import Person, locale_for
from bot.store import addresses, claims, inbox, outbox, people, programs

_log = logging.getLogger("uptake.reception")
# What is written for most taps, and lets nothing be sent: the clockwork need not look for any of it.
_PLANS_NOTHING = {
    "inbox.record_event",
    "addresses.mark_seen",
    "feedback.keep_answer",
    "feedback.finish",
    "feedback.call_off_reminders",
    "pseudonyms.put_slip",
    "pseudonyms.put_answer",
}


class Reception:
    """The one door between the edges and the stories.

    `on_commit` is called after each interaction that may have filled the outbox. Interactions are taken at the
    `desk`; without one, each in a thread and a transaction of its own.
    """

    def __init__(
        self, house: House, on_commit: Callable[[], None] = lambda: None, desk: Desk | None = None
    ) -> None:
        self._house = house
        self._desk = desk
        self.on_commit = on_commit

    def now(self) -> datetime:
        """The instant an edge stamps on what it receives."""
        return self._house.clock.now()

    async def knows(self, sender: Sender) -> bool:
        """Whether this platform account belongs to somebody already; if not, the edge asks the
        platform's directory for the e-mail address before it hands the interaction in."""
        return await asyncio.to_thread(self._knows, sender)

    async def receive(self, interaction: Interaction, only_known: bool = False) -> Reply | None:
        """The answer that goes back with the response; None when there is none or it was seen before.

        With `only_known` it raises UnknownSenderError, and keeps nothing, when one of us has sent this whom
        nobody here knows yet: the edge then asks the platform's directory and hands it in again.

        Raises what went wrong on our side when the platform will deliver again; where it will not
        (a tap, a slash command) the answer is a card with the id under which the error is logged.
        """
        try:
            reply, plans = await self._brought_in(interaction, only_known)
        except UnknownSenderError:
            raise
        except Exception as error:
            error_id = self._house.ids("err", self._house.clock.now())
            fields = {"error_id": error_id, "event_id": interaction.event_id}
            _log.exception("interaction.failed", extra=fields)
            if _comes_again(interaction):
                raise
            reply, plans = await asyncio.to_thread(self._our_fault, interaction, error, error_id), False
        if plans:
            self.on_commit()
        return reply

    def not_checked(self, sender: Sender) -> Card:
        """The sentence for somebody unknown while the platform's directory can't be asked: nothing was
        kept, so the same tap or command may come again."""
        return sorry(self._say_to_stranger(sender), UserError("error.not_checked"))

    async def _brought_in(self, interaction: Interaction, only_known: bool) -> tuple[Reply | None, bool]:
        if self._desk is None:
            return await asyncio.to_thread(self._handle, interaction, only_known)
        return await self._desk.run(lambda ctx: self._taken(ctx, interaction, only_known))

    def _knows(self, sender: Sender) -> bool:
        with self._house.context() as ctx:
            return addresses.find_person(ctx.db, sender) is not None

    def _handle(self, interaction: Interaction, only_known: bool) -> tuple[Reply | None, bool]:
        with self._house.context() as ctx:
            return self._taken(ctx, interaction, only_known)

    def _taken(
        self, opened: Context, interaction: Interaction, only_known: bool
    ) -> tuple[Reply | None, bool]:
        """The answer, and whether anything was written that may let something be sent."""
        ctx = replace(opened, now=interaction.at)
        ctx.db.written.clear()  # of whatever came before in the same transaction
        reply = self._once(ctx, interaction, only_known)
        return reply, not ctx.db.written <= _PLANS_NOTHING

    def _once(self, ctx: Context, interaction: Interaction, only_known: bool) -> Reply | None:
        if not inbox.is_new(ctx.db, interaction.sender.platform, interaction.event_id, ctx.now):
            return None
        person = addresses.recognise(ctx.db, interaction.sender, ctx.now)
        if person is None:
            if only_known and not (interaction.sender.is_guest or isinstance(interaction, Departed)):
                raise UnknownSenderError
            return self._stranger(ctx, interaction)
        if isinstance(interaction, Pressed) and interaction.delivery:
            person = self._prove(ctx, person, interaction)
        return self._answer(ctx, person, interaction)

    def _prove(self, ctx: Context, person: Person, pressed: Pressed) -> Person:
        """Who taps a message has it: that settles what nobody could vouch for. The person, as known now."""
        conversation = pressed.sender.conversation
        proved = claims.prove(ctx.db, pressed.delivery, person, ctx.now, pressed.message, conversation)
        if proved is None:
            return person
        _log.info("delivery.proved", extra={"delivery": proved.delivery_id})
        if proved.story == "privacy.disclosure":
            people.mark_disclosed(ctx.db, person.person_id, ctx.now)
        return people.get(ctx.db, person.person_id)

    def _answer(self, ctx: Context, person: Person, interaction: Interaction) -> Reply | None:
        if person.disclosed_at is None and not isinstance(interaction, Departed) and programs.current(ctx.db):
            outbox.plan_anew(ctx.db, ctx.new_id, person, "greeting", "privacy.disclosure", ctx.now)
        try:
            with ctx.db.savepoint():
                reply = self._dispatch(ctx, person, interaction)
        except UserError as error:
            reply = Reply(sorry(ctx.say_to(person), error), replaces=False)
        if reply and isinstance(interaction, Said) and not interaction.rides_on_response:
            outbox.plan_reply(ctx.db, ctx.new_id, person, interaction.sender, reply, ctx.now)
            return None
        return reply

    def _dispatch(self, ctx: Context, person: Person, interaction: Interaction) -> Reply | None:
        router = self._house.router
        match interaction:
            case Said():
                command, words = ctx.words.command_named(interaction.text) or ("", interaction.text)
                answer, rest = router.answering(command, words)
                return answer(ctx, person, rest)
            case Pressed():
                if interaction.action not in router.actions:
                    raise UserError("error.stale_button")
                return router.actions[interaction.action](ctx, person, interaction)
            case Arrived():
                return None
            case Departed():
                addresses.close(ctx.db, interaction.sender)
                return None

    def _stranger(self, ctx: Context, interaction: Interaction) -> Reply | None:
        if isinstance(interaction, (Arrived, Departed)):
            return None
        say = self._say_to_stranger(interaction.sender)
        phrase = "error.guest" if interaction.sender.is_guest else "error.unknown_person"
        card = sorry(say, UserError(phrase))
        return Reply(card, replaces=False)

    def _say_to_stranger(self, sender: Sender) -> Say:
        return self._house.words.say(locale_for(sender.locale) or "en", ZoneInfo("UTC"))

    def _our_fault(self, interaction: Interaction, error: Exception, error_id: str) -> Reply:
        say = self._say_to(interaction.sender)
        phrase = "error.cannot_save" if isinstance(error, CannotSave) else "error.our_fault"
        text = Text(text=say(phrase, error_id=error_id))
        return Reply(
            Card(title=say("error.title"), blocks=(text,), note=say("note.short"), locale=say.locale),
            False,
        )

    def _say_to(self, sender: Sender) -> Say:
        """Words in the sender's own language, where the database can still be read."""
        try:
            with self._house.context() as ctx:
                person = addresses.find_person(ctx.db, sender)
                return ctx.say_to(person) if person else self._say_to_stranger(sender)
        except CannotSave:
            return self._say_to_stranger(sender)


def _comes_again(interaction: Interaction) -> bool:
    """Whether the platform delivers again what was not acknowledged."""
    if isinstance(interaction, Pressed):
        return False
    return not (isinstance(interaction, Said) and interaction.rides_on_response)
