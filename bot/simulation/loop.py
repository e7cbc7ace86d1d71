"""An event loop whose time jumps to the next timer instead of waiting for it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any


class _NothingToHear(selectors.SelectSelector):
    """Instead of waiting for the network, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits for something that will never happen")
        self.now += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs at the speed of the work in it: a week in which nothing happens takes no time.

    What production code hands to a thread runs at once, in order; `held_up` says how many seconds
    later its result is seen, so that a worker can fall asleep between a commit and what follows it.
    """

    def __init__(self, held_up: Callable[[], float]) -> None:
        self._virtual = _NothingToHear()
        self._held_up = held_up
        super().__init__(self._virtual)
        self.set_exception_handler(lambda loop, context: None)  # the tasks of the dead end as they must

    def time(self) -> float:
        """Virtual seconds since the start."""
        return self._virtual.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Calls `func` now; its result is seen after what the worker is held up."""
        future = self.create_future()
        try:
            outcome, failure = func(*args), None
        except BaseException as error:  # also a death, which has to reach who waits for the thread
            outcome, failure = None, error
        self.call_later(self._held_up(), _finish, future, outcome, failure)
        return future


def _finish(future: asyncio.Future[Any], outcome: Any, failure: BaseException | None) -> None:
    if future.cancelled():
        return
    if failure is None:
        future.set_result(outcome)
    else:
        future.set_exception(failure)


class JumpingClock:
    """The wall clock of the simulated machine: the loop's time, and the steps it was set by."""

    def __init__(self, loop: VirtualLoop, start: datetime) -> None:
        self._loop = loop
        self._start = start
        self.stepped = timedelta()

    def now(self) -> datetime:
        """The present instant as the machine believes it."""
        return self.true_now() + self.stepped

    def even_for(self) -> timedelta:
        """As one worker would see it that has always been there."""
        return timedelta(seconds=self._loop.time())

    def true_now(self) -> datetime:
        """The present instant as it is."""
        return self._start + timedelta(seconds=self._loop.time())


def fields_of(thing: Mapping[str, object]) -> str:
    """One line of an event, in a fixed order."""
    return " ".join(f"{name}={thing[name]}" for name in sorted(thing))
