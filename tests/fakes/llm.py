"""An OpenAI-compatible endpoint on loopback that says what a test wants, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Comments = list[dict[str, str]]
Answer = Callable[[Comments], str]


@dataclass
class LlmDesk:
    """`answer` writes the model's text from the comments it was sent; `trouble` is what goes wrong instead."""

    answer: Answer = lambda comments: "{}"
    trouble: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    async def respond(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        if self.trouble == "silence":
            await asyncio.Event().wait()
        if self.trouble == "cut":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if self.trouble.isdigit():
            return web.Response(status=int(self.trouble), headers={"Location": self.url})
        if self.trouble == "no json":
            return web.Response(text="<html>")
        if self.trouble == "no choices":
            return web.json_response({"choices": []})
        if self.trouble == "too much":
            return web.json_response({"choices": [{"message": {"content": "x" * 300_000}}]})
        text = self.answer(json.loads(self.bodies[-1]["messages"][1]["content"]))
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": text}}]})


@asynccontextmanager
async def llm_desk() -> AsyncIterator[LlmDesk]:
    """Serves a desk while the block runs."""
    desk = LlmDesk()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", desk.respond)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield desk
    finally:
        await runner.cleanup()
