"""Teams' way out: the SDK's connector client, kept warm, in threads of its own, never retrying.

The SDK makes a client, a token and a connection for every send and repeats requests by itself; one
send in doubt would become two messages. Here a client is made once for each connector, all of its
retries and redirects are off, and every refusal is raised with its status before the SDK tries to
read the answer (it loses the status of one that is not JSON).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from botbuilder.core import CardFactory, MessageFactory
from botbuilder.schema import ChannelAccount, ConversationParameters
from botframework.connector import ConnectorClient

from bot.cards.card import Card
from bot.cards.clean import clean
from bot.chat import (
    Address,
    Doubtful,
    NoGroupError,
    Outcome,
    Platform,
    Posted,
    Refused,
    UnreachableError,
)
from bot.settings import Settings
from bot.teams.credentials import BotToken
from bot.teams.escape import inert
from bot.teams.gate import host_of, is_loopback
from bot.teams.inbound import text_at
from bot.teams.outcome import (
    AddressRefusedError,
    CardRefusedError,
    NotOpenedError,
    RejectedError,
    classify,
)
from bot.teams.render import render

_log = logging.getLogger("uptake.teams")

CONNECT_SECONDS = 5.0
THREADS = 16
PUBLIC_CONNECTOR = "https://smba.trafficmanager.net/teams/"
_PAGE = 200
_MOST_PAGES = 500
_CONNECTORS = ("smba.trafficmanager.net",)
_CONNECTOR_DOMAINS = (
    ".botframework.com",
    ".botframework.us",
    ".botframework.azure.cn",
    ".infra.gcc.teams.microsoft.com",
    ".infra.gov.teams.microsoft.us",
    ".infra.dod.teams.microsoft.us",
)


@dataclass(frozen=True)
class Member:
    """What Teams' directory says of somebody; `tenant` is where the account lives."""

    email: str
    name: str
    tenant: str
    is_guest: bool


class TeamsChat:
    """Sends to one bot's conversations; `now` is the clock the token ages by.

    `allows` decides which connector addresses may get the bot's token (default: Microsoft's own;
    in anonymous mode only loopback). A request that takes `seconds` is given up.
    """

    platform: Platform = "teams"

    def __init__(
        self,
        settings: Settings,
        session: aiohttp.ClientSession,
        now: Callable[[], datetime],
        *,
        allows: Callable[[str], bool] | None = None,
        seconds: float = 10.0,
    ) -> None:
        self._bot = f"28:{settings.teams_app_id}"
        self._home = settings.teams_tenant_id
        self._token = BotToken(settings, session, now, seconds)
        near_or_far = is_near if settings.teams_anonymous else is_connector
        self._allows = allows or near_or_far
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="teams")
        self._connectors: dict[str, ConnectorClient] = {}

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Sends `card` as a new message with `key` as the card's id; opens the conversation first
        where none is stored."""
        try:
            message = _message(card, key)
            connector = await self._connector(to.service_url)
            conversation = to.conversation or await self._open(connector, to)
            send = connector.conversations.send_to_conversation
            sent = await self._call(send, conversation, message)
        except Exception as error:
            return self._failed(error)
        ref = getattr(sent, "id", None)  # a proxy's or a portal's 200 has none
        return Posted(str(ref), conversation) if ref else Doubtful("accepted without an id")

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """True: a Teams conversation can't be read back by the bot."""
        return True

    async def replace(self, to: Address, activity_id: str, card: Card) -> Outcome:
        """Puts `card` in the place of a message this bot has sent; safe to repeat."""
        try:
            message = _message(card)
            message.id = activity_id
            connector = await self._connector(to.service_url)
            update = connector.conversations.update_activity
            await self._call(update, to.conversation, activity_id, message)
        except Exception as error:
            return self._failed(error)
        return Posted(ref=activity_id, conversation=to.conversation)

    async def member(self, conversation: str, service_url: str, user: str) -> Member | None:
        """Asks Teams who `user` in `conversation` is; None, and a log line, when it knows nobody there.

        Raises UnreachableError when it can't be asked just now.
        """
        try:
            connector = await self._connector(service_url)
            look_up = connector.conversations.get_conversation_member
            answer = await self._call(look_up, conversation, user, raw=True)
            return _read_member(answer.response.json())
        except Exception as error:
            outcome = self._failed(error)
            if isinstance(outcome, Refused) and outcome.permanent:
                _log.warning("member.not_found", extra={"reason": outcome.reason})
                return None
            raise UnreachableError(outcome.reason) from error

    async def group(self, group_id: str, service_url: str = "") -> dict[str, str]:
        """Who is in a team the bot is installed in, page by page; guests and other tenants left out.

        Raises UnreachableError, and NoGroupError where Teams knows no such team or the bot is not in it.
        """
        found: dict[str, str] = {}
        token: str | None = None
        try:
            connector = await self._connector(service_url or PUBLIC_CONNECTOR)
            list_page = connector.conversations.get_conversation_paged_members
            for _ in range(_MOST_PAGES):
                answer = await self._call(list_page, group_id, _PAGE, token, raw=True)
                page = answer.response.json()
                found |= _read_group(page["members"], self._home)
                token = text_at(page, "continuationToken")
                if not token:
                    return found
            raise ValueError("more pages than any team has")
        except Exception as error:
            outcome = self._failed(error)
            if isinstance(outcome, Refused) and outcome.permanent:
                raise NoGroupError(outcome.reason) from error
            raise UnreachableError(outcome.reason) from error

    async def close(self) -> None:
        """Waits for sends under way, then ends the threads and their connections."""
        await asyncio.to_thread(self._pool.shutdown)
        self._connectors.clear()

    async def _open(self, connector: ConnectorClient, to: Address) -> str:
        wanted = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=self._bot),
            members=[ChannelAccount(id=to.user)],
            channel_data={"tenant": {"id": to.workspace}},
        )
        try:
            opened = await self._call(connector.conversations.create_conversation, wanted)
        except Exception as error:
            outcome = classify(error)
            if isinstance(outcome, Doubtful):  # opening twice opens one, so trying again is safe
                raise NotOpenedError(outcome.reason) from error
            raise
        conversation = getattr(opened, "id", None)  # an empty answer is read as none at all
        if not conversation:
            raise NotOpenedError("no id")
        return str(conversation)

    async def _connector(self, url: str) -> ConnectorClient:
        if not self._allows(url):
            raise AddressRefusedError(host_of(url))
        await self._token.ready()
        if url not in self._connectors:
            self._connectors[url] = self._connect(url)
        return self._connectors[url]

    def _connect(self, url: str) -> ConnectorClient:
        connector = ConnectorClient(self._token, base_url=url)
        config = connector.config
        config.connection.timeout = (CONNECT_SECONDS, self._seconds)
        config.retry_policy.retries = 0
        config.retry_policy.policy.status_forcelist = ()
        config.redirect_policy.allow = False
        config.hooks.append(_raise_for_status)
        return connector

    async def _call(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(2 * self._seconds):  # a slow drip is never silent for long
            return await loop.run_in_executor(self._pool, partial(method, *args, **kwargs))

    def _failed(self, error: Exception) -> Refused | Doubtful:
        if isinstance(error, RejectedError) and error.status == 401:
            self._token.forget()
        return classify(error)


def is_connector(url: str) -> bool:
    """Whether an address is one of Microsoft's connectors, over https on its own port."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and parts.port in (None, 443)
    except ValueError:
        return False
    host = parts.hostname or ""
    is_ours = host in _CONNECTORS or host.endswith(_CONNECTOR_DOMAINS)
    return is_plain and is_ours and "@" not in parts.netloc


def is_near(url: str) -> bool:
    """Whether an address never leaves this machine: a local tool's connector."""
    return is_loopback(host_of(url))


def _message(card: Card, key: str = "") -> Any:
    try:
        content = render(card, key)
    except ValueError as error:
        raise CardRefusedError(str(error)) from error
    if key:
        content["id"] = key
    message = MessageFactory.attachment(CardFactory.adaptive_card(content))
    message.summary = inert(card.title)  # what a notification shows
    return message


def _raise_for_status(response: Any, *_: Any, **__: Any) -> None:
    if response.status_code < 300:
        return
    try:
        code = text_at(response.json(), "error", "code")
    except ValueError:
        code = ""
    raise RejectedError(response.status_code, code, response.headers.get("Retry-After", ""))


def _read_member(found: Any) -> Member:
    if not text_at(found, "id"):
        raise ValueError("no member in it")
    email = text_at(found, "email") or text_at(found, "userPrincipalName")
    role = text_at(found, "userRole").lower()
    is_external = "#ext#" in text_at(found, "userPrincipalName").lower()
    return Member(
        email=clean(email),
        name=clean(text_at(found, "name")),
        tenant=text_at(found, "tenantId"),
        is_guest=is_external or role in ("guest", "anonymous"),
    )


def _read_group(members: list[Any], home: str) -> dict[str, str]:
    """Account → e-mail address of a page of members; what names no account is nobody of ours."""
    found: dict[str, str] = {}
    for one in members:
        account = text_at(one, "aadObjectId") or text_at(one, "objectId")
        member = _read_member(one)
        is_far = bool(home and member.tenant) and member.tenant != home
        if account and not member.is_guest and not is_far:
            found[account] = member.email.lower()
    return found
