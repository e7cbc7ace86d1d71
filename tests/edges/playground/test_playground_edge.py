"""The page answers this machine and itself, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.errors import ConfigurationError
from bot.playground.demo import start_page
from bot.playground.edge import MOST_BYTES, PAGE
from bot.playground.stage import Stage

ADA = "ada@example.com"


class Page:
    """A page in a browser without a browser."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address.rstrip("/")

    async def reads(self, path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
        async with self.session.get(self.address + path, headers=headers) as response:
            return response.status, await response.text(), response.headers

    async def sends(self, path: str, body: object, **headers: str) -> tuple[int, str]:
        said = {"origin": self.address} | headers
        async with self.session.post(self.address + path, json=body, headers=said) as response:
            return response.status, await response.text()

    async def state(self, user: str = ADA) -> dict[str, object]:
        async with self.session.get(f"{self.address}/api/state?user={user}") as response:
            read: dict[str, object] = await response.json()
            return read


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[Page]:
    runner, address = await start_page(stage, 0)
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield Page(session, address)
    await stage.halt()
    await runner.cleanup()


async def test_the_page_and_its_files_are_served_and_load_nothing_from_elsewhere(page: Page) -> None:
    status, text, headers = await page.reads("/")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "http://" not in text
    assert "https://" not in text
    for path in PAGE.iterdir():
        assert (await page.reads(f"/page/{path.name}"))[0] == 200


@pytest.mark.parametrize("path", ["/page/nothing.js", "/page/..%2Fedge.py", "/page/%2e%2e%2fdemo.py"])
async def test_no_other_file_is_served(page: Page, path: str) -> None:
    status, text, _ = await page.reads(path)
    assert status == 404
    assert "import" not in text


async def test_everybody_can_be_chosen(page: Page) -> None:
    async with page.session.get(f"{page.address}/api/company") as response:
        company = await response.json()
    assert len(company["people"]) == 35
    assert company["chairs"][0] == ADA
    assert {"key": "me", "name": "ai-me", "slash": "/ai-me"} in company["commands"]["en"]


async def test_a_chair_a_line_and_a_jump_change_what_the_page_shows(page: Page, stage: Stage) -> None:
    assert await page.sends("/api/sit", {"user": ADA}) == (200, "{}")
    assert await page.sends("/api/say", {"user": ADA, "text": "ai-help", "dress": "teams"}) == (200, "{}")
    state = await page.state()
    assert len(state["messages"]) == 3  # type: ignore[arg-type]
    status, _ = await page.sends("/api/clock", {"user": ADA, "step": "morning"})
    assert status == 202
    while (state := await page.state())["moving"]:
        await stage.changed(int(str(state["version"])))
    assert str(state["now"]).startswith("2027-01-07T10:30")


async def test_a_taken_port_is_said_in_words(page: Page, stage: Stage) -> None:
    taken = urlsplit(page.address).port
    assert taken
    with pytest.raises(ConfigurationError, match=f"--port: can't listen on {taken}"):
        await start_page(stage, taken)


async def test_a_sign_of_life_comes_at_once(page: Page) -> None:
    async with page.session.get(f"{page.address}/api/live") as response:
        assert response.content_type == "text/event-stream"
        assert (await response.content.readline()).startswith(b'data: {"version":')


async def test_another_page_can_not_tap(page: Page, stage: Stage) -> None:
    status, text = await page.sends("/api/sit", {"user": ADA}, origin="https://evil.example")
    assert (status, stage.seated) == (403, "")
    assert "another page" in text


async def test_a_post_without_an_origin_is_refused(page: Page) -> None:
    async with page.session.post(f"{page.address}/api/sit", json={"user": ADA}) as response:
        assert response.status == 403


async def test_a_foreign_name_for_this_machine_is_refused(page: Page) -> None:
    status, text, _ = await page.reads("/api/company", host="rebound.example:80")
    assert status == 403
    assert "Ada" not in text


async def test_a_form_of_another_site_is_refused(page: Page) -> None:
    headers = {"origin": page.address, "content-type": "text/plain"}
    async with page.session.post(f"{page.address}/api/sit", data="{}", headers=headers) as response:
        assert response.status == 403


async def test_a_body_that_is_too_long_is_refused(page: Page) -> None:
    status, text = await page.sends("/api/say", {"user": ADA, "text": "x" * MOST_BYTES, "dress": "slack"})
    assert status == 400
    assert str(MOST_BYTES) in text


async def test_nobody_sits_in_a_chair_that_does_not_exist(page: Page) -> None:
    status, text = await page.sends("/api/sit", {"user": "nobody@example.com"})
    assert status == 400
    assert "nobody@example.com" in text
