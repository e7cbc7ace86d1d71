"""Slack's way out: posts cards, reads them back, redraws what was tapped, asks the directory.

Nothing here retries a send: slack_sdk's own retry handlers are off, because they post a message
twice when a connection breaks after Slack took it. The outbox owns retries.

Source: docs.slack.dev/reference/methods and /apis/web-api/rate-limits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.card import Card
from bot.chat import Address, NoGroupError, Outcome, Platform, Posted, Refused, UnreachableError
from bot.clock import SystemClock
from bot.settings import Settings
from bot.slack.charts import Charts
from bot.slack.elements import Json
from bot.slack.inbound import Home
from bot.slack.listed import NO_GROUP, Profile, members_in, profile_of
from bot.slack.outcome import NEVER_READABLE, classify, error_of
from bot.slack.render import has_native_chart, render

_log = logging.getLogger("uptake.slack")
# A logger without a level of its own makes slack_sdk write out every request, and then throw the text away.
_sdk_log = logging.getLogger("uptake.slack.sdk")
_sdk_log.setLevel(logging.WARNING)

SEND_SECONDS = 10.0
REDRAW_SECONDS = 2.0
_MARK = "uptake_send"
_PAGE = 900
_READ_BACK = 15
_BEFORE = timedelta(seconds=5)
_UNLISTED = ("user_not_found", "users_not_found", "user_not_visible")


class _OneRequest(AsyncWebClient):
    """slack_sdk's client without redirects: aiohttp would post a message again wherever it is sent to."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        once = {**req_args, "allow_redirects": False}
        return await super()._request(http_verb=http_verb, api_url=api_url, req_args=once)


class SlackChat:
    """The port `Chat` for one Slack installation.

    `session` is shared and closed by who opened it; `patience` is how many seconds one send may
    take, `hurry` how many a redraw or a look-up may take while Slack waits for our answer; `charts`
    knows which workspaces draw them.
    """

    platform: Platform = "slack"

    def __init__(
        self,
        settings: Settings,
        session: aiohttp.ClientSession,
        *,
        patience: float = SEND_SECONDS,
        hurry: float = REDRAW_SECONDS,
        charts: Charts | None = None,
    ) -> None:
        token = settings.slack_bot_token.get_secret_value()
        self._web = _OneRequest(
            token, base_url=settings.slack_api_url, session=session, retry_handlers=[], logger=_sdk_log
        )
        self._session = session
        self._api_host = urlsplit(settings.slack_api_url).netloc
        self._patience = patience
        self._hurry = hurry
        self._home: Home | None = None
        self._charts = charts or Charts(SystemClock().now)

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Sends `card` with the opaque `key` in its metadata: one request.

        A second one follows only when Slack has surely refused the first for its native chart;
        that workspace then gets charts as text. A card over the limits is Refused, for good.
        """
        try:
            message = render(card, key=key)
            is_native = has_native_chart(message)
            as_text = render(card, charts=False, key=key) if is_native else message
        except ValueError as error:
            _log.error("card.refused", extra={"reason": str(error)})
            return Refused(reason=f"card: {error}", permanent=True)
        if is_native:
            await self._charts.look()
            is_native = self._charts.may_try(to.workspace)
        if not is_native:
            return await self._post(to, as_text, key)
        outcome = await self._post(to, message, key)
        if isinstance(outcome, Refused) and outcome.reason == "invalid_blocks":
            outcome = await self._post(to, as_text, key)
            if isinstance(outcome, Posted):
                await self._charts.learn(to.workspace, is_native=False)
        elif isinstance(outcome, Posted):
            await self._charts.learn(to.workspace, is_native=True)
        return outcome

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """Looks for `key` in the person's conversation from 5 seconds before `since`.

        True when Slack will never show it (scope missing, person gone) or more than one page was
        said since then. Raises UnreachableError.
        """
        try:
            with _answering():
                async with asyncio.timeout(self._patience):
                    return await self._find(to, key, since - _BEFORE)
        except UnreachableError as error:
            if str(error) in NEVER_READABLE:
                return True
            raise

    async def _find(self, to: Address, key: str, since: datetime) -> Posted | bool:
        channel = to.conversation or await self._direct_message(to.user)
        history = await self._web.conversations_history(
            channel=channel,
            oldest=f"{since.timestamp():.6f}",
            limit=_READ_BACK,
            include_all_metadata=True,
        )
        for message in history["messages"]:  # an answer without them says nothing of absence
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("k") == key:
                return Posted(ref=message["ts"], conversation=channel)
        return bool(history.get("has_more"))

    async def replace(self, channel: str, ts: str, card: Card, workspace: str = "") -> bool:
        """Puts `card` in place of a message of ours; False, and a log line, when Slack won't."""
        charts = self._charts.may_try(workspace)
        for with_charts in (charts, False):
            message = render(card, charts=with_charts)
            try:
                async with asyncio.timeout(self._hurry):
                    await self._web.chat_update(channel=channel, ts=ts, **message)
                return True
            except Exception as error:
                _log.warning("card.not_redrawn", extra={"reason": error_of(error)})
                if error_of(error) != "invalid_blocks" or not has_native_chart(message):
                    return False
        return False

    async def respond(self, url: str, card: Card, replaces: bool, workspace: str = "") -> bool:
        """Answers a tap through its response_url: in place of the tapped card, or beside it for
        this person's eyes only. False, and a log line, when it can't be shown."""
        if not self._may_call(url):
            _log.warning("card.not_redrawn", extra={"reason": "response_url is not Slack's"})
            return False
        body: Json = {"replace_original": replaces, **self.answer(card, workspace)}
        if replaces:
            del body["response_type"]  # a replaced message stays as visible as it was
        try:
            timeout = aiohttp.ClientTimeout(total=self._hurry)
            post = self._session.post(url, json=body, timeout=timeout, allow_redirects=False)
            async with post as response:
                said = (await response.text()).replace(" ", "")
                accepted = response.status == 200 and (said == "ok" or '"ok":true' in said)
        except Exception as error:
            _log.warning("card.not_redrawn", extra={"reason": error_of(error)})
            return False
        if not accepted:
            _log.warning("card.not_redrawn", extra={"reason": f"http {response.status}"})
        return accepted

    def answer(self, card: Card, workspace: str) -> Json:
        """The body that shows `card` to one person only.

        Slack does not tell us when it refuses such a body, so a native chart goes into it only
        where this workspace has accepted one before.
        """
        message = render(card, charts=self._charts.draws(workspace))
        return {"response_type": "ephemeral", **message}

    async def home(self) -> Home:
        """Where this bot is installed; asked once, then remembered. Raises UnreachableError."""
        if self._home is None:
            with _answering():
                async with asyncio.timeout(self._hurry):
                    said = await self._web.auth_test()
                team = said["team_id"]
            self._home = Home(
                team=team,
                enterprise=said.get("enterprise_id") or "",
                bot_user=said.get("user_id") or "",
                bot=said.get("bot_id") or "",
            )
        return self._home

    def home_as_known(self) -> Home | None:
        """The same without asking; None before Slack has answered once."""
        return self._home

    async def team_id(self) -> str:
        """The workspace this bot is installed in."""
        return (await self.home()).team

    async def profile(self, user: str) -> Profile:
        """What the directory says of `user`; empty when it does not know them. Raises UnreachableError.

        A stranger's e-mail address is another company's word, so it is left out.
        """
        try:
            with _answering():
                async with asyncio.timeout(self._hurry):
                    said = await self._web.users_info(user=user, include_locale=True)
                return profile_of(said["user"])
        except UnreachableError as error:
            if str(error) in _UNLISTED:
                return Profile()
            raise

    async def directory(self) -> dict[str, Address]:
        """Every member of the workspace with an e-mail address. Raises UnreachableError."""
        workspace, found, cursor = await self.team_id(), dict[str, Address](), ""
        while True:
            with _answering():
                async with asyncio.timeout(self._patience):
                    page = await self._web.users_list(limit=_PAGE, cursor=cursor, team_id=workspace)
                found |= members_in(page["members"], workspace)
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    async def group(self, group_id: str, service_url: str = "") -> dict[str, str]:
        """Who is in a user group; Slack gives no addresses with it. Raises UnreachableError, NoGroupError."""
        workspace = await self.team_id()
        try:
            with _answering():
                async with asyncio.timeout(self._patience):
                    said = await self._web.usergroups_users_list(usergroup=group_id, team_id=workspace)
                return dict.fromkeys((str(user) for user in said["users"]), "")
        except UnreachableError as error:
            raise (NoGroupError(str(error)) if str(error) in NO_GROUP else error) from error

    async def _post(self, to: Address, message: Json, key: str) -> Outcome:
        try:
            async with asyncio.timeout(self._patience):
                response = await self._web.chat_postMessage(
                    channel=to.conversation or to.user,
                    metadata={"event_type": _MARK, "event_payload": {"k": key}},
                    unfurl_links=False,
                    unfurl_media=False,
                    mrkdwn=False,
                    **message,
                )
        except Exception as error:
            return classify(error)
        return classify(response)

    async def _direct_message(self, user: str) -> str:
        said = await self._web.conversations_open(users=user)
        return str(said["channel"]["id"])

    def _may_call(self, url: str) -> bool:
        parts = urlsplit(url)
        is_slack = parts.scheme == "https" and (parts.hostname or "").endswith(
            (".slack.com", ".slack-gov.com")
        )
        return is_slack or (bool(self._api_host) and parts.netloc == self._api_host)


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever breaks while Slack is asked, or while its answer is read, is one error: it can't be
    asked now. slack_sdk raises half a dozen, and more over answers that are not Slack's."""
    try:
        yield
    except UnreachableError:
        raise
    except Exception as error:
        raise UnreachableError(error_of(error)) from error
