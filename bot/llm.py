"""An optional edge: any OpenAI-compatible endpoint writes themes, which are checked before anybody sees them.

Off unless UPTAKE_LLM_URL and UPTAKE_LLM_MODEL are set. Whatever goes wrong, the rules speak instead.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.chat import Chat
from bot.house import House
from bot.model.written_themes import Given, WrittenTheme, accepted, digest, messages
from bot.settings import Settings
from bot.steps.themes import quotable
from bot.store import themes

_log = logging.getLogger("uptake.llm")
ANSWERS_WITHIN = timedelta(seconds=60)
_BIGGEST_ANSWER = 256 * 1024


class Unanswered(Exception):  # noqa: N818 - the name is what happened
    """The endpoint gave no usable answer; the message says in a few words why."""


@dataclass(frozen=True)
class Written:
    """Themes that may be shown, or none and in a few words why."""

    themes: tuple[WrittenTheme, ...]
    why_none: str = ""


async def write_themes(house: House, locale: str, within: timedelta = ANSWERS_WITHIN) -> Written:
    """Themes of the last eight weeks' comments, from the cache when the same was asked before."""
    if not house.settings.llm_is_on:
        return Written((), "no endpoint is set (UPTAKE_LLM_URL, UPTAKE_LLM_MODEL)")
    model = house.settings.llm_model
    told, cached = await asyncio.to_thread(_look, house, locale, model)
    if cached is not None:
        return Written(cached)
    if not told:
        return Written((), "fewer than ten people wrote comments")
    try:
        answer = await _ask(house.settings, messages(told, locale), within)
    except Unanswered as error:
        _log.warning("llm.unanswered", extra={"reason": str(error)})
        return Written((), str(error))
    found = accepted(answer, told, locale)
    if not found:
        return Written((), "nothing in the answer could be proven")
    await asyncio.to_thread(_keep, house, digest(told, locale, model), found)
    return Written(found)


async def write_wanted(house: House, chats: Mapping[str, Chat]) -> None:
    """Begins to have written what somebody looked for in chat, and does not wait for it."""
    taken = await asyncio.to_thread(_take, house)
    if taken:
        asyncio.get_running_loop().run_in_executor(None, _write, house, *taken)


def _take(house: House) -> tuple[str, str] | None:
    if not house.settings.llm_is_on or house.is_stopping.is_set():
        return None
    with house.context() as ctx:
        return themes.take_wanted(ctx.db, ctx.now)


def _write(house: House, asked: str, locale: str) -> None:
    """In a thread of its own, so that a slow endpoint holds up no message."""
    try:
        found = asyncio.run(write_themes(house, locale))
        with house.context() as ctx:
            themes.end_wanted(ctx.db, asked, bool(found.themes), ctx.now)
    except Exception:
        _log.exception("llm.failed")


def _look(house: House, locale: str, model: str) -> tuple[tuple[Given, ...], tuple[WrittenTheme, ...] | None]:
    with house.context() as ctx:
        told = quotable(ctx)
        return told, themes.written(ctx.db, digest(told, locale, model)) if told else None


def _keep(house: House, key: str, found: tuple[WrittenTheme, ...]) -> None:
    with house.context() as ctx:
        themes.keep_written(ctx.db, key, found, ctx.now)


async def _ask(settings: Settings, asked: list[dict[str, str]], within: timedelta) -> str:
    """The text of the first choice. One try: who asks again is a person, and the rules answer meanwhile."""
    key = settings.llm_key.get_secret_value()
    body = {
        "model": settings.llm_model,
        "messages": asked,
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    timeout = aiohttp.ClientTimeout(total=within.total_seconds())
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(
                f"{settings.llm_url.rstrip('/')}/chat/completions",
                json=body,
                headers=headers,
                allow_redirects=False,
            ) as response,
        ):
            if response.status != 200:
                raise Unanswered(f"the endpoint answered {response.status}")
            return _content(await response.content.read(_BIGGEST_ANSWER + 1))
    except TimeoutError:
        raise Unanswered("the endpoint did not answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise Unanswered(f"the endpoint could not be reached: {type(error).__name__}") from None


def _content(raw: bytes) -> str:
    try:
        found = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        found = None
    if not isinstance(found, str) or len(raw) > _BIGGEST_ANSWER:
        raise Unanswered("the endpoint's answer is not of the form agreed")
    return found
