"""One thread through which everything that people do goes into an embedded database.

A commit waits for the disk, and only one can wait at a time. So whatever came in meanwhile shares the next
one: each act stands or falls by itself, and nobody is answered before the commit of all has returned.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from bot.context import Context
from bot.errors import CannotSave
from bot.house import House

T = TypeVar("T")
G = TypeVar("G")
A = TypeVar("A")
Act = Callable[[Context], Any]
_MOST = 32  # in one transaction, so that the first of them does not wait long for the last
_MOST_TOGETHER = 100
_Outcome = tuple[Any, BaseException | None]


class Desk:
    """Runs acts in one thread, in the order in which they come."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._thread = ThreadPoolExecutor(1, "desk")
        self._waiting: deque[tuple[Act, asyncio.Future[Any]]] = deque()

    async def run(self, act: Callable[[Context], T]) -> T:
        """What `act` gives, once it is on the disk; or raises what it raised, and nothing of it was kept.

        It may be run a second time when what it shared a transaction with has spoilt the first.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((act, answer))
        self._thread.submit(self._take_waiting)
        return await answer

    def close(self) -> None:
        """Ends the thread once nothing waits."""
        self._thread.shutdown()

    def _take_waiting(self) -> None:
        taken = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
        if taken:  # else an earlier one has taken them along
            outcomes = self._all([act for act, _ in taken])
            answers = [answer for _, answer in taken]
            answers[0].get_loop().call_soon_threadsafe(_answer, answers, outcomes)

    def _all(self, acts: list[Act]) -> list[_Outcome]:
        if len(acts) == 1:
            return [self._alone(acts[0])]
        try:
            with self._house.context() as ctx:
                return [_apart(ctx, act) for act in acts]
        except CannotSave as error:
            return [(None, error)] * len(acts)
        except Exception:  # the commit of all was refused: then one of them will be, and the others not
            return [self._alone(act) for act in acts]

    def _alone(self, act: Act) -> _Outcome:
        try:
            with self._house.context() as ctx:
                return act(ctx), None
        except Exception as error:
            return None, error


class Together(Generic[G, A]):
    """One thread that takes everything of one kind that came in meanwhile in one act, for one commit of all.

    When the act fails, each is tried alone, so that one that can't be kept spoils no other.
    """

    def __init__(self, house: House, act: Callable[[Context, list[G]], list[A]]) -> None:
        self._house, self._act = house, act
        self._thread = ThreadPoolExecutor(1, "together")
        self._waiting: deque[tuple[G, asyncio.Future[A]]] = deque()

    async def run(self, given: G) -> A:
        """What the act answers to this one, once it is on the disk; or raises, and nothing of it was kept."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, answer))
        self._thread.submit(self._take_waiting)
        return await answer

    def close(self) -> None:
        """Ends the thread once nothing waits."""
        self._thread.shutdown()

    def _take_waiting(self) -> None:
        taken = [self._waiting.popleft() for _ in range(min(_MOST_TOGETHER, len(self._waiting)))]
        if taken:  # else an earlier one has taken them along
            outcomes = self._all([given for given, _ in taken])
            answers = [answer for _, answer in taken]
            answers[0].get_loop().call_soon_threadsafe(_answer, answers, outcomes)

    def _all(self, given: list[G]) -> list[_Outcome]:
        try:
            with self._house.context() as ctx:
                made = self._act(ctx, given)
            return [(one, None) for one in made]
        except Exception as error:
            if len(given) == 1 or isinstance(error, CannotSave):
                return [(None, error)] * len(given)
            return [outcome for one in given for outcome in self._all([one])]


def _apart(ctx: Context, act: Act) -> _Outcome:
    """One of several in a transaction: what it raises undoes it, and nothing else."""
    try:
        with ctx.db.savepoint():
            return act(ctx), None
    except CannotSave:
        raise
    except Exception as error:
        return None, error


def _answer(answers: list[asyncio.Future[Any]], outcomes: list[_Outcome]) -> None:
    for answer, (value, error) in zip(answers, outcomes, strict=True):
        if answer.done():
            continue  # who asked has gone
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)
