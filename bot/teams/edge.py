"""Teams' edge: gate → interaction → reception → answer.

Incoming activities do not pass through the SDK's adapter. It would add nothing the gate does not do
better, it loses the tenant id, and it reads every activity into classes the bot has no use for. The
SDK sends (`client.py`); docs/decisions/0003-teams-sdk.md tells the whole reason.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from bot.cards.card import Card
from bot.cards.plain import plain
from bot.chat import (
    Address,
    Arrived,
    Departed,
    Interaction,
    Posted,
    Pressed,
    Reply,
    Sender,
    UnreachableError,
)
from bot.settings import Settings
from bot.teams.client import TeamsChat
from bot.teams.gate import Gate, TurnedAwayError
from bot.teams.inbound import (
    MalformedError,
    account_id,
    is_execute,
    is_personal,
    read,
    text_at,
)
from bot.teams.keys import KeysUnavailableError
from bot.teams.render import render

if TYPE_CHECKING:
    from bot.reception import Reception

_log = logging.getLogger("uptake.teams")

PATHS = ("/teams/messages", "/api/messages")
_CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"

Json = dict[str, Any]


class TeamsEdge:
    """Everything between Teams and the reception, for one installation.

    `session` is a shared aiohttp session; who opened it closes it. Raises ConfigurationError when
    the settings would let in somebody who can't prove anything.
    """

    def __init__(self, settings: Settings, reception: Reception, session: aiohttp.ClientSession) -> None:
        self._home = settings.teams_tenant_id
        self._is_anonymous = settings.teams_anonymous
        self._reception = reception
        self._gate = Gate(settings, session, reception.now)
        self.chat = TeamsChat(settings, session, reception.now)
        self._latest: dict[tuple[Address, str], Card] = {}
        self._edits: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """POST /teams/messages, and the path the Bot Framework's own tools take for granted."""
        return [web.post(path, self._take) for path in PATHS]

    async def start(self) -> None:
        """Fetches the signing keys ahead; when that fails, the first request tries again."""
        if self._is_anonymous:
            return
        try:
            await self._gate.keys.find("")
        except KeysUnavailableError as error:
            _log.warning("teams.keys_not_reached", extra={"reason": str(error)})

    async def stop(self) -> None:
        """Finishes the sends under way."""
        await asyncio.gather(*self._edits)
        await self.chat.close()

    async def _take(self, request: web.Request) -> web.Response:
        try:
            activity = await self._gate.admit(request)
            interactions = read(activity, self._reception.now(), self._home)
        except TurnedAwayError as error:
            _log.info("teams.turned_away", extra={"reason": error.reason})
            return web.Response(status=error.status)
        except MalformedError as error:
            _log.warning("teams.malformed", extra={"reason": str(error)})
            return web.Response(status=400)
        try:
            return await self._answer(activity, interactions)
        except Exception:
            _log.exception("teams.failed", extra={"kind": text_at(activity, "type")})
            return web.Response(status=500)

    async def _answer(self, activity: Json, interactions: list[Interaction]) -> web.Response:
        if activity.get("type") == "invoke" and not interactions:
            return web.Response(status=501)
        response = web.Response(status=200)
        for interaction in interactions:
            try:
                known = await self._introduced(interaction, activity)
            except UnreachableError as error:
                _log.warning("sender.not_checked", extra={"reason": str(error)})
                response = await self._put_off(activity, interaction)
                continue
            reply = await self._reception.receive(known)
            if is_execute(activity):
                response = web.json_response(await self._executed(activity, interaction, reply))
            elif reply is not None:
                await self._show(activity, interaction, reply)
        return response

    async def _introduced(self, interaction: Interaction, activity: Json) -> Interaction:
        """The interaction, its sender told about by the directory when nobody here knows them yet.

        A guest's address is not believed: it belongs to another company's directory. Raises
        UnreachableError.
        """
        sender = interaction.sender
        if isinstance(interaction, Departed) or sender.is_guest:
            return interaction
        if await self._reception.knows(sender):
            return interaction
        conversation = text_at(activity, "conversation", "id").partition(";")[0]
        account = account_id(activity, sender.user)
        found = await self.chat.member(conversation, sender.service_url, account)
        if found is None:
            return interaction
        is_far = bool(self._home and found.tenant) and found.tenant != self._home
        is_guest = found.is_guest or is_far
        known = replace(
            sender,
            email="" if is_guest else found.email,
            name=found.name or sender.name,
            is_guest=is_guest,
        )
        return replace(interaction, sender=known)

    async def _put_off(self, activity: Json, interaction: Interaction) -> web.Response:
        """Says that nobody new can be let in just now. Nothing is kept, so it may come again; Teams
        delivers again what was slow, not what was refused, so it is answered 200."""
        card = self._reception.not_checked(interaction.sender)
        if is_execute(activity):
            said = plain(Card(title="", blocks=card.blocks, note="")).strip()
            return web.json_response(_invoke_answer(_MESSAGE, said))
        if not isinstance(interaction, (Arrived, Departed)):
            await self._post(interaction, card)
        return web.Response(status=200)

    async def _executed(self, activity: Json, interaction: Interaction, reply: Reply | None) -> Json:
        """What rides on the response to a tap: the card in its place, or a word that it came."""
        if reply is None:
            return _invoke_answer(_MESSAGE, "")
        if not reply.replaces and await self._post(interaction, reply.card):
            return _invoke_answer(_MESSAGE, reply.card.title)
        try:
            card = render(reply.card)
        except ValueError as error:  # what was tapped is recorded by now, so this is no failure
            _log.error("card.not_shown", extra={"reason": str(error)})
            return _invoke_answer(_MESSAGE, reply.card.title)
        if reply.replaces:
            self._keep(activity, interaction, reply.card)
        return _invoke_answer(_CARD, card)

    async def _show(self, activity: Json, interaction: Interaction, reply: Reply) -> None:
        """Redraws the message that was tapped, or posts a new one."""
        to, tapped = _address(interaction.sender), text_at(activity, "replyToId")
        is_tap = isinstance(interaction, Pressed) and reply.replaces
        if is_tap and tapped and to.conversation:
            outcome = await self.chat.replace(to, tapped, reply.card)
            if isinstance(outcome, Posted):
                return
        await self._post(interaction, reply.card)

    async def _post(self, interaction: Interaction, card: Card) -> bool:
        outcome = await self.chat.post(_address(interaction.sender), card, interaction.event_id)
        if isinstance(outcome, Posted):
            return True
        _log.warning("reply.not_posted", extra={"reason": outcome.reason})
        return False

    def _keep(self, activity: Json, interaction: Interaction, card: Card) -> None:
        """Writes the answer into the message too, after the response has gone.

        Teams shows a card that rides on the response to this client alone, and forgets it when the
        conversation is opened again.
        """
        tapped = text_at(activity, "replyToId")
        if not tapped or not is_personal(activity):
            return
        place = (_address(interaction.sender), tapped)
        is_busy = place in self._latest
        self._latest[place] = card
        if not is_busy:
            task = asyncio.create_task(self._write(place))
            self._edits.add(task)
            task.add_done_callback(self._edits.discard)

    async def _write(self, place: tuple[Address, str]) -> None:
        """Edits one message until nothing newer is waiting, so that an old card never stays."""
        to, tapped = place
        written = None
        while (card := self._latest[place]) is not written:
            outcome = await self.chat.replace(to, tapped, card)
            if not isinstance(outcome, Posted):
                _log.warning("card.not_kept", extra={"reason": outcome.reason})
            written = card
        del self._latest[place]


def _address(sender: Sender) -> Address:
    return Address("teams", sender.workspace, sender.user, sender.conversation, sender.service_url)


def _invoke_answer(kind: str, value: str | Json) -> Json:
    return {"statusCode": 200, "type": kind, "value": value}
