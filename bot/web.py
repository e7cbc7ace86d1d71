"""The one web app: the platforms' endpoints, signals, health and metrics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from importlib.metadata import version

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.desk import Together
from bot.errors import CannotSave
from bot.house import House
from bot.steps.signal_events import Answer
from bot.steps.signals import Delivery, keep_deliveries, read_delivery, too_large
from bot.store import outbox

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BODY_CAP = 1024 * 1024
_log = logging.getLogger("uptake.web")
_SMALL = 16 * 1024  # read in less time than another thread would cost
_STUCK = timedelta(minutes=10)


def make_app(
    house: House, routes: Iterable[web.RouteDef], is_alive: Callable[[], bool] = lambda: True
) -> web.Application:
    """The app with the edges' routes; `is_alive` says whether the engine turns."""
    app = web.Application(client_max_size=BODY_CAP, middlewares=[_plain_errors])
    together = Together(house, keep_deliveries)

    async def close(_: web.Application) -> None:
        await asyncio.to_thread(together.close)

    app.on_cleanup.append(close)
    app.add_routes(
        [
            *routes,
            web.post("/signals", _signals(house, together)),
            web.get("/livez", _live),
            web.get("/readyz", _ready(house, is_alive)),
            web.get("/metrics", _metrics(house)),
        ]
    )
    return app


@web.middleware
async def _plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What went wrong inside is logged, never shown."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except CannotSave as error:
        _log.error("request.not_saved", extra={"path": request.path, "reason": str(error)})
        return web.json_response({"error": "can't save now; send it again later"}, status=503)
    except Exception:
        _log.exception("request.failed", extra={"path": request.path})
        return web.json_response({"error": "internal"}, status=500)


def _signals(house: House, together: Together[Delivery, Answer]) -> Handler:
    async def receive(request: web.Request) -> web.Response:
        now = house.clock.now()
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            status, body = too_large(house, request.headers)
            return web.json_response(body, status=status)
        if len(raw) > _SMALL:
            read = await asyncio.to_thread(read_delivery, house, request.headers, raw, now)
        else:
            read = read_delivery(house, request.headers, raw, now)
        status, body = await together.run(read) if isinstance(read, Delivery) else read
        return web.json_response(body, status=status)

    return receive


async def _live(request: web.Request) -> web.Response:
    return web.json_response({"alive": True, "version": version("uptake")})


def _ready(house: House, is_alive: Callable[[], bool]) -> Handler:
    async def ready(request: web.Request) -> web.Response:
        found = await asyncio.to_thread(_problems, house)
        if not is_alive():
            found.append("the engine does not turn")
        return web.json_response({"ready": not found, "problems": found}, status=503 if found else 200)

    return ready


def _problems(house: House) -> list[str]:
    try:
        with house.context() as ctx:
            due = outbox.next_due(ctx.db)
            late = due is not None and ctx.now - due > _STUCK
    except Exception as error:
        return [f"the database can't be written: {type(error).__name__}"]
    return ["a message is due for ten minutes and was not looked at"] if late else []


def _metrics(house: House) -> Handler:
    async def scrape(request: web.Request) -> web.Response:
        text = await asyncio.to_thread(_scraped, house)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return scrape


def _scraped(house: House) -> bytes:
    registry = CollectorRegistry()
    messages = Gauge("uptake_outbox_messages", "Messages by state.", ["state"], registry=registry)
    age = Gauge(
        "uptake_outbox_oldest_due_seconds",
        "How long the oldest planned message is due.",
        registry=registry,
    )
    with house.context() as ctx:
        for row in outbox.counts(ctx.db):
            messages.labels(row["state"]).set(row["messages"])
            if row["state"] == "planned" and row["oldest_at"]:
                age.set(max(0.0, (ctx.now - row["oldest_at"]).total_seconds()))
    return generate_latest(registry)
