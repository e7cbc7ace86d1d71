"""Microsoft Graph, GitHub and Anthropic on loopback, and a host for downloads at another address; strict in who
may ask, and wrong on demand. All three tell of the same use: `used[day][name]` prompts."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.settings import Settings

TENANT, CLIENT = "tenant-of-acme", "client-of-acme"
CLIENT_SECRET, GITHUB_TOKEN, ANALYTICS_KEY = "graph~secret-0815", "github-secret-4711", "sk-ant-secret-42"
ACCESS_TOKEN, SIGNATURE = "graph-access-token-99", "ab%2Bc%2Fd%3D%3D"
SECRETS = (CLIENT_SECRET, GITHUB_TOKEN, ANALYTICS_KEY, ACCESS_TOKEN, SIGNATURE)
SOURCES = ("claude-enterprise", "github-copilot", "m365-copilot")


@dataclass
class Trouble:
    """What goes wrong with the requests whose path holds `path`; without `times` it stays so."""

    path: str
    what: str
    times: int | None = 1
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """A request as it arrived; `raw` is the path with its query, byte by byte."""

    host: str
    raw: str
    headers: dict[str, str]


class Vendors:
    """The three of them; `counted_to` is the last day they have counted."""

    def __init__(self, counted_to: date) -> None:
        self.counted_to = counted_to
        self.used: dict[date, dict[str, int]] = {}
        self.asked: list[Asked] = []
        self.troubles: deque[Trouble] = deque()
        self.graph_answers = "redirect"  # or stream, json
        self.is_concealed = False
        self.redirects_to = ""
        self.breaks_after: int | None = None  # requests; every later one is cut off
        self.tokens = 0
        self.now = datetime(2026, 11, 23, 1, tzinfo=UTC)  # by their own clock
        self.url = self.downloads = ""
        self.rests: list[float] = []

    async def rest(self, seconds: float) -> None:
        """Notes how long a caller would have waited."""
        self.rests.append(seconds)

    def settings(self, settings: Settings, *sources: str) -> Settings:
        """Settings that pull these sources from here."""
        from pydantic import SecretStr

        chosen: dict[str, object] = {"graph_url": self.url, "graph_login_url": self.url}
        chosen |= {"github_url": self.url, "anthropic_url": self.url}
        if "m365-copilot" in sources:
            chosen |= {"graph_tenant_id": TENANT, "graph_client_id": CLIENT}
            chosen |= {"graph_client_secret": SecretStr(CLIENT_SECRET)}
        if "github-copilot" in sources:
            chosen |= {"github_token": SecretStr(GITHUB_TOKEN), "github_org": "acme"}
        if "claude-enterprise" in sources:
            chosen |= {"anthropic_analytics_key": SecretStr(ANALYTICS_KEY)}
        return settings.model_copy(update=chosen)

    def go_wrong(self, path: str, what: str, times: int | None = 1, **headers: str) -> None:
        """From now on requests for `path` meet `what`: a status, or a way to break."""
        self.troubles.append(
            Trouble(path, what, times, {name.replace("_", "-"): text for name, text in headers.items()})
        )

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [one.raw for one in self.asked]

    def days(self, path: str) -> list[str]:
        """The days that were asked for under this path, in order."""
        return [
            one.raw.partition(f"{word}=")[2][:10]
            for one in self.asked
            for word in ("day", "date")
            if path in one.raw and f"{word}=" in one.raw
        ]

    # what they say

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any request to either host."""
        host = "downloads" if request.url.port == int(self.downloads.rpartition(":")[2]) else "api"
        self.asked.append(Asked(host, request.raw_path, dict(request.headers)))
        if self.breaks_after is not None and len(self.asked) > self.breaks_after:
            return await self._break(request, Trouble("", "cut"))
        if trouble := self._trouble(request.raw_path):
            return await self._break(request, trouble)
        for part, tell in (
            ("/oauth2/v2.0/token", self._token),
            ("getMicrosoft365CopilotUsageUserDetail", self._graph),
            ("/copilot/metrics/reports/", self._github),
            ("/v1/organizations/analytics/users", self._anthropic),
            ("/file/", self._file),
        ):
            if part in request.path:
                return await tell(request)
        return web.Response(status=404)

    def _trouble(self, path: str) -> Trouble | None:
        for trouble in list(self.troubles):
            if trouble.path in path:
                if trouble.times is not None:
                    trouble.times -= 1
                    if trouble.times <= 0:
                        self.troubles.remove(trouble)
                return trouble
        return None

    async def _break(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        assert request.transport is not None
        if trouble.what.isdigit():
            dated = {"Date": self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")}
            return web.Response(status=int(trouble.what), headers=dated | trouble.headers)
        if trouble.what == "silence":
            await asyncio.Event().wait()
        if trouble.what == "page":
            return web.Response(text="<h1>Sign in</h1>", content_type="text/html")
        if trouble.what == "half a line":
            return web.Response(text='{"day":"2026-11-18","user_login":"ada-acme"}\n{"day":"2026-')
        if trouble.what == "much":
            response = web.StreamResponse(headers={"Content-Type": "text/csv"})
            response.enable_compression()
            await response.prepare(request)
            await response.write(b"x" * 3_000_000)
            return response
        if trouble.what == "cut":
            response = web.StreamResponse(headers={"Content-Length": "5000", "Content-Type": "text/csv"})
            await response.prepare(request)
            await response.write(b"x" * 50)
        request.transport.abort()
        return web.Response()

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        assert f"/{TENANT}/" in request.path
        assert form["scope"] == "https://graph.microsoft.com/.default"
        self.tokens += 1
        return web.json_response({"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    async def _graph(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {ACCESS_TOKEN}":
            return web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401)
        assert "(period='D7',version='v2')" in request.path
        if self.graph_answers == "stream":
            return web.Response(text=self._csv(), content_type="application/octet-stream")
        if self.graph_answers == "json":
            return self._graph_page(int(request.query.get("$skiptoken", "0")))
        target = self.redirects_to or f"{self.downloads}/file/report.csv?token={SIGNATURE}"
        return web.Response(status=302, headers={"Location": target})

    def _graph_page(self, at: int) -> web.Response:
        lines = [line.split(",") for line in self._csv().splitlines()]
        head, rows = lines[0], lines[1:]
        names = [_camel(name) for name in head]
        page: dict[str, Any] = {"value": [dict(zip(names, row, strict=True)) for row in rows[at : at + 1]]}
        if at + 1 < len(rows):
            base = self.redirects_to or f"{self.url}{_GRAPH_PATH}"
            page["@odata.nextLink"] = f"{base}?$skiptoken={at + 1}"
        return web.json_response(page)

    def _csv(self) -> str:
        lines = [
            "Report Refresh Date,User Principal Name,Microsoft Teams Copilot Last Activity Date,Report Period"
        ]
        people = sorted({name for day in self.used.values() for name in day})
        for name in people:
            days = [day for day, by in self.used.items() if by.get(name) and day <= self.counted_to]
            who = f"{sum(name.encode()):032x}" if self.is_concealed else f"{name}@example.com"
            lines.append(f"{self.counted_to},{who},{max(days, default='')},7")
        return "\n".join(lines) + "\n"

    async def _github(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {GITHUB_TOKEN}":
            return web.json_response({"message": "Bad credentials"}, status=401)
        assert request.headers["X-GitHub-Api-Version"]
        if "/orgs/acme/" not in request.path:
            return web.Response(status=404)
        day = date.fromisoformat(request.query["day"]) if "day" in request.query else None
        if day and (day > self.counted_to or day not in self.used):
            return web.Response(status=204)
        days = [day] if day else [self.counted_to - timedelta(days=at) for at in range(28)]
        links = [f"{self.downloads}/file/{one}.ndjson?sig={SIGNATURE}" for one in days if one in self.used]
        told: dict[str, object] = {"download_links": links}
        told |= {"report_day": str(day)} if day else {"report_end_day": str(self.counted_to)}
        return web.json_response(told)

    async def _file(self, request: web.Request) -> web.Response:
        if "Authorization" in request.headers or SIGNATURE not in request.raw_path:
            return web.Response(status=403)
        if request.path.endswith(".csv"):
            return web.Response(text=self._csv(), content_type="application/octet-stream")
        day = date.fromisoformat(request.path.rpartition("/")[2].removesuffix(".ndjson"))
        rows = [
            {
                "day": str(day),
                "user_id": at,
                "user_login": f"{name}-acme",
                "user_initiated_interaction_count": used,
            }
            for at, (name, used) in enumerate(sorted(self.used[day].items()))
        ]
        return web.Response(
            text="\n".join(json.dumps(row) for row in rows), content_type="application/octet-stream"
        )

    async def _anthropic(self, request: web.Request) -> web.Response:
        if request.headers.get("x-api-key") != ANALYTICS_KEY:
            return web.json_response({"error": {"type": "not_found_error"}}, status=404)
        day = date.fromisoformat(request.query["date"])
        if day > self.counted_to:
            return web.json_response({"error": {"type": "invalid_request_error"}}, status=400)
        people, at = sorted(self.used.get(day, {}).items()), int(request.query.get("page", "0"))
        records = [
            {"user": {"email_address": f"{name}@example.com"}, "chat_metrics": {"message_count": used}}
            for name, used in people[at : at + 1]
        ]
        following = str(at + 1) if at + 1 < len(people) else None
        return web.json_response({"data": records, "next_page": following})


_GRAPH_PATH = "/v1.0/copilot/reports/getMicrosoft365CopilotUsageUserDetail(period='D7',version='v2')"


def _camel(name: str) -> str:
    words = name.split()
    return words[0].lower() + "".join(words[1:])


@asynccontextmanager
async def opened_vendors(vendors: Vendors) -> AsyncIterator[Vendors]:
    """Serves them while the block runs."""
    runners = []
    for name in ("url", "downloads"):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", vendors.answer)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        setattr(vendors, name, f"http://127.0.0.1:{runner.addresses[0][1]}")
        runners.append(runner)
    try:
        yield vendors
    finally:
        for runner in runners:
            await runner.cleanup()
