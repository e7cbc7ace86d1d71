"""Wakes whoever waits inside an event loop, from any thread: something new may be there to do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Doorbell:
    """Rung by whoever committed something; heard by everybody who listens at that moment."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Tells every listener; safe from any thread, and nothing happens when nobody listens."""
        with self._lock:
            listeners = list(self._listeners.items())
        for heard, loop in listeners:
            loop.call_soon_threadsafe(heard.set)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set when it rings; whoever waits for it clears it."""
        heard = asyncio.Event()
        with self._lock:
            self._listeners[heard] = asyncio.get_running_loop()
        try:
            yield heard
        finally:
            with self._lock:
                del self._listeners[heard]
