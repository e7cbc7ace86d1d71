"""Which workspaces draw Slack's native chart, which is rolled out step by step.

A workspace that refused one gets text from then on, also after a restart and from every worker; after four
weeks it is tried again. What can't be looked up is not waited for: a refusal costs one request more.

Source: docs.slack.dev/changelog (the block's roll-out), /reference/methods/chat.postMessage (invalid_blocks).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.context import Context
from bot.store import charts

_log = logging.getLogger("uptake.slack")
TRIED_AGAIN_AFTER = timedelta(weeks=4)
Seen = Mapping[str, tuple[bool, datetime]]  # workspace → whether it took the last native chart, and when


class Memory(Protocol):
    """Where it is kept; both may block."""

    def known(self) -> Seen:
        """What every workspace did last."""
        ...

    def keep(self, workspace: str, is_native: bool) -> None:
        """What this one did now."""
        ...


class Kept:
    """In the database; each call is a transaction of its own."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Context]]) -> None:
        self._opened = opened

    def known(self) -> Seen:
        """What every workspace did last."""
        with self._opened() as ctx:
            return charts.known(ctx.db)

    def keep(self, workspace: str, is_native: bool) -> None:
        """What this one did now."""
        with self._opened() as ctx:
            charts.keep(ctx.db, workspace, is_native, ctx.now)


class Charts:
    """What is known of workspaces: by this process, and by its `memory` when there is one. `hurry` is how many
    seconds a look into it may take."""

    def __init__(
        self, now: Callable[[], datetime], memory: Memory | None = None, *, hurry: float = 2.0
    ) -> None:
        self._now = now
        self._memory = memory
        self._hurry = hurry
        self._seen: dict[str, tuple[bool, datetime]] = {}

    async def look(self) -> None:
        """Reads what is kept; another worker may have learned it."""
        if self._memory is None:
            return
        try:
            async with asyncio.timeout(self._hurry):
                self._seen |= await asyncio.to_thread(self._memory.known)
        except Exception as error:
            _log.warning("charts.not_looked_up", extra={"reason": type(error).__name__})

    def may_try(self, workspace: str) -> bool:
        """Whether a native chart goes to a workspace: unless it refused one in the last four weeks."""
        is_native, seen_at = self._seen.get(workspace, (True, self._now()))
        return is_native or self._now() - seen_at >= TRIED_AGAIN_AFTER

    def draws(self, workspace: str) -> bool:
        """Whether it surely draws them: it took the last one."""
        return self._seen.get(workspace, (False, None))[0]

    async def learn(self, workspace: str, is_native: bool) -> None:
        """A workspace took or refused one. What was known is not written again, but the day of a refusal is."""
        if is_native and self.draws(workspace):
            return
        self._seen[workspace] = is_native, self._now()
        if self._memory is None:
            return
        try:
            async with asyncio.timeout(self._hurry):
                await asyncio.to_thread(self._memory.keep, workspace, is_native)
        except Exception as error:  # the message stands, whatever becomes of what was learned by it
            _log.warning("charts.not_kept", extra={"reason": type(error).__name__})
