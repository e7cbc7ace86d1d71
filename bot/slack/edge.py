"""Slack's edge: gate → Bolt → interaction → reception → answer, over HTTP or Socket Mode.

Bolt runs with `process_before_response`: what a listener raises becomes a 500 (over Socket Mode:
no acknowledgement), so Slack delivers the event again instead of losing it. One listener takes
each kind of payload, because Bolt tries listeners one after the other.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import Address, Interaction, Posted, Pressed, Reply, Said, UnknownSenderError, UnreachableError
from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.slack import inbound
from bot.slack.charts import Charts, Memory
from bot.slack.client import REDRAW_SECONDS, SlackChat
from bot.slack.gate import TurnedAway, admit
from bot.slack.outcome import error_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.reception import Reception

_log = logging.getLogger("uptake.slack")

PATH = "/slack/events"
_ANY = re.compile("")
_NOT_SLACKS = "signed but not a payload of Slack's"
_TOKEN_REFUSED = ("invalid_auth", "not_authed", "account_inactive", "token_revoked")


class SlackEdge:
    """Everything between Slack and the reception, for one installation.

    `session` is a shared aiohttp session with a ClientTimeout; who opened it closes it. `memory`
    keeps which workspaces draw charts; without it only this process knows. Raises ConfigurationError
    when neither HTTP nor Socket Mode can be trusted with these settings.
    """

    def __init__(
        self,
        settings: Settings,
        reception: Reception,
        session: aiohttp.ClientSession,
        memory: Memory | None = None,
    ) -> None:
        self._secret = settings.slack_signing_secret.get_secret_value()
        self._app_token = settings.slack_app_token.get_secret_value()
        if not (self._secret or self._app_token):
            raise ConfigurationError(
                "UPTAKE_SLACK_SIGNING_SECRET is empty: copy it from your Slack app's Basic "
                "Information page, or set UPTAKE_SLACK_APP_TOKEN to use Socket Mode."
            )
        self._settings = settings
        self._reception = reception
        self._charts = Charts(reception.now, memory)
        self.chat = SlackChat(settings, session, charts=self._charts)
        self._app = self._bolt(session)
        self._socket: AsyncSocketModeHandler | None = None

    def routes(self) -> list[web.RouteDef]:
        """POST /slack/events for events, commands and interactivity; none in Socket Mode."""
        return [] if self._app_token else [web.post(PATH, self._take)]

    async def start(self) -> None:
        """Checks the token and, when there is an app token, connects Socket Mode.

        ConfigurationError when Slack refuses a token; a Slack that can't be reached just now is
        logged, and the first request asks again. Socket Mode reconnects by itself, yet it has gone
        deaf after idle hours before: let health ask `is_listening` and prefer HTTP in production.
        """
        await self._charts.look()
        try:
            await self.chat.home()
        except UnreachableError as error:
            _refuse_bad_token("UPTAKE_SLACK_BOT_TOKEN", str(error))
            _log.warning("slack.not_reached", extra={"reason": str(error)})
        if self._app_token:
            await self._connect()

    async def stop(self) -> None:
        """Ends Socket Mode; requests under way over HTTP are the web app's to finish."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
            self._socket = None

    async def is_listening(self) -> bool:
        """Whether Slack can reach us: always over HTTP, while connected in Socket Mode."""
        if not self._app_token:
            return True
        return self._socket is not None and await self._socket.client.is_connected()

    def _bolt(self, session: aiohttp.ClientSession) -> AsyncApp:
        # No token here: with one, Bolt answers 200 and loses the event when auth.test fails once.
        client = AsyncWebClient(base_url=self._settings.slack_api_url, session=session, retry_handlers=[])

        async def authorize() -> AuthorizeResult:  # a function: Bolt can't call a method here
            return await self._authorize()

        app = AsyncApp(
            name="uptake",
            client=client,
            process_before_response=True,
            authorize=authorize,
            request_verification_enabled=False,  # the gate has verified the raw bytes
            attaching_conversation_kwargs_enabled=False,
        )
        app.middleware(self._read)
        app.action(_ANY)(
            self._on_tap
        )  # first, as Bolt tries them in this order and most of what comes are taps
        app.event(_ANY)(self._on_event)
        app.command(_ANY)(self._on_command)
        return app

    async def _authorize(self) -> AuthorizeResult:
        # Bolt is told what is known without asking: nothing below looks at it, and Slack may be down.
        home = self.chat.home_as_known() or inbound.Home("")
        token = self._settings.slack_bot_token.get_secret_value()
        return AuthorizeResult(
            enterprise_id=home.enterprise or None,
            team_id=home.team,
            bot_user_id=home.bot_user,
            bot_id=home.bot,
            bot_token=token,
        )

    async def _connect(self) -> None:
        web_client = AsyncWebClient(self._app_token, base_url=self._settings.slack_api_url)
        self._socket = AsyncSocketModeHandler(self._app, self._app_token, web_client=web_client)
        client = self._socket.client
        try:
            # Asked for here, because connecting tries a refused token again for ever.
            client.wss_uri = await client.issue_new_wss_url()
        except SlackApiError as error:
            await self.stop()
            _refuse_bad_token("UPTAKE_SLACK_APP_TOKEN", error_of(error))
            raise
        await self._socket.connect_async()  # type: ignore[no-untyped-call]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        admitted = await admit(request, self._secret, self._reception.now)
        if isinstance(admitted, TurnedAway):
            _log.info("slack.turned_away", extra={"reason": admitted.reason})
            return web.Response(status=admitted.status, text=admitted.reason)
        try:
            # Parsed and proved by the gate; in this mode Bolt takes the payload as it is.
            parsed = AsyncBoltRequest(
                mode="socket_mode", body=admitted.payload, headers=dict(admitted.headers)
            )
        except (AttributeError, IndexError, KeyError, TypeError):
            return web.Response(status=400, text=_NOT_SLACKS)
        return await to_aiohttp_response(await self._app.async_dispatch(parsed))

    async def _read(
        self,
        body: dict[str, Any],
        request: AsyncBoltRequest,
        context: AsyncBoltContext,
        next_: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Lets through what is an interaction, read; answers 200 to all the rest Slack sends."""
        name = inbound.event_name(body)
        if name in inbound.LOST_EVENTS:
            _log.warning("slack.installation_lost", extra={"reason": name})
            return BoltResponse(status=200)
        is_repeated = "x-slack-retry-num" in request.headers
        home, at = self.chat.home_as_known(), self._reception.now()
        try:
            interaction = inbound.read(body, home or inbound.home_in(body), at, is_repeated)
        except inbound.MalformedError as error:
            _log.warning("slack.malformed", extra={"reason": f"{name}: {error}"})
            return BoltResponse(status=400, body=_NOT_SLACKS)
        if interaction is None:
            return BoltResponse(status=200)
        try:
            if home is None and not await self._reception.knows(interaction.sender):
                # It decides who is a stranger, so nobody new is let in without it.
                interaction = inbound.read(body, await self.chat.home(), at, is_repeated) or interaction
        except UnreachableError as error:
            return await self._put_off(body, interaction, error)
        context["interaction"] = interaction
        return await next_()

    async def _received(self, interaction: Interaction) -> Reply | None:
        """The reception's answer, the sender told about by the directory when nobody here knows them yet.

        Somebody known is not looked up, so Slack's API may be down; a stranger from another company
        neither: their address is not ours to believe. Raises UnreachableError.
        """
        try:
            return await self._reception.receive(interaction, only_known=True)
        except UnknownSenderError:
            found = await self.chat.profile(interaction.sender.user)
            sender = replace(interaction.sender, **found._asdict())
            return await self._reception.receive(replace(interaction, sender=sender))

    async def _put_off(
        self, body: dict[str, Any], interaction: Interaction, error: UnreachableError
    ) -> BoltResponse:
        """Says that nobody new can be let in just now; an event is left for Slack to deliver again."""
        _log.warning("sender.not_checked", extra={"reason": str(error)})
        workspace = interaction.sender.workspace
        card = self._reception.not_checked(interaction.sender)
        if isinstance(interaction, Pressed):
            await self._show(body, Reply(card, replaces=False), workspace)
            return BoltResponse(status=200)
        if isinstance(interaction, Said) and interaction.rides_on_response:
            return BoltResponse(status=200, body=self.chat.answer(card, workspace))
        return BoltResponse(status=503)

    async def _on_event(self, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse | None:
        interaction: Interaction = context["interaction"]
        try:
            reply = await self._received(interaction)
        except UnreachableError as error:
            return await self._put_off(body, interaction, error)
        if reply is not None:
            await self._send(interaction, reply)
        return None

    async def _on_command(
        self, body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck
    ) -> BoltResponse:
        interaction: Interaction = context["interaction"]
        try:
            reply = await self._received(interaction)
        except UnreachableError as error:
            return await self._put_off(body, interaction, error)
        if reply is None:
            return await ack()
        answer = self.chat.answer(reply.card, interaction.sender.workspace)
        return BoltResponse(status=200, body=answer)

    async def _on_tap(self, body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> BoltResponse:
        interaction: Interaction = context["interaction"]
        try:
            reply = await self._received(interaction)
        except UnreachableError as error:
            return await self._put_off(body, interaction, error)
        if reply is not None:
            await self._show(body, reply, interaction.sender.workspace)
        return await ack()

    async def _show(self, body: dict[str, Any], reply: Reply, workspace: str) -> None:
        """Redraws the tapped message, or puts the reply beside it for this person's eyes only.

        What was tapped is recorded by now, so a card that can't be shown is logged, not raised.
        """
        channel, ts = inbound.tapped_message(body)
        url = body.get("response_url")
        try:
            async with asyncio.timeout(REDRAW_SECONDS):
                is_shown = (
                    reply.replaces
                    and bool(channel and ts)
                    and await self.chat.replace(channel, ts, reply.card, workspace)
                )
                if url and not is_shown:
                    await self.chat.respond(url, reply.card, reply.replaces, workspace)
        except (TimeoutError, ValueError) as error:
            _log.error("card.not_shown", extra={"reason": str(error) or "too slow"})

    async def _send(self, interaction: Interaction, reply: Reply) -> None:
        """Posts once to somebody who has no place in the outbox: a stranger."""
        sender = interaction.sender
        to = Address("slack", sender.workspace, sender.user, sender.conversation)
        outcome = await self.chat.post(to, reply.card, interaction.event_id)
        if not isinstance(outcome, Posted):
            _log.warning("reply.not_posted", extra={"reason": outcome.reason})


def _refuse_bad_token(setting: str, reason: str) -> None:
    if reason in _TOKEN_REFUSED:
        raise ConfigurationError(f"{setting}: Slack answers {reason}.")
