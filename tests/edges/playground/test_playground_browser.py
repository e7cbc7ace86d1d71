"""A newcomer at the page, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground.company import ADMIN
from bot.playground.demo import start_page
from bot.playground.stage import Stage

BROWSER = Path("/usr/bin/chromium")
SWITCHES = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--proxy-server=direct://",
]  # fmt: skip
PATIENCE = 30_000

playwright = pytest.importorskip("playwright.async_api")
pytestmark = pytest.mark.skipif(not BROWSER.exists(), reason="no Chromium on this machine")


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    async with playwright.async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=str(BROWSER), args=SWITCHES)
        yield opened
        await opened.close()


@pytest.fixture
async def address(stage: Stage) -> AsyncIterator[str]:
    runner, at = await start_page(stage, 0)
    yield at
    await stage.halt()
    await runner.cleanup()


async def _open(browser: Any, address: str, complaints: list[str], **context: Any) -> Any:
    page = await (await browser.new_context(**context)).new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    await page.goto(address)
    return page


async def test_a_newcomer_starts_the_pilot_moves_the_clock_and_reads_the_digest(
    browser: Any, address: str
) -> None:
    complaints: list[str] = []
    page = await _open(browser, address, complaints, viewport={"width": 1440, "height": 900}, locale="en-GB")
    await page.get_by_role("searchbox").fill("dana")
    await page.get_by_role("button", name="Dana Example").click()
    slack, teams = page.locator("[data-pane=slack]"), page.locator("[data-pane=teams]")
    await page.get_by_role("button", name="ai-rollout").click()
    await teams.get_by_role("button", name="Start “Baseline”").click()
    await slack.get_by_text("Baseline: running", exact=False).wait_for()

    for _ in range(2):
        await page.get_by_role("button", name="To Monday").click()
        await page.locator("#moving").wait_for(state="visible")
        await page.locator("#moving").wait_for(state="hidden")

    for pane in (slack, teams):
        await pane.get_by_role("heading", name="Week", exact=False).last.wait_for()
    assert "18 January" in await page.locator("#clock-day").inner_text()
    assert complaints == []


async def test_a_phone_shows_one_dress_and_one_part_at_a_time(browser: Any, address: str) -> None:
    complaints: list[str] = []
    page = await _open(browser, address, complaints, viewport={"width": 390, "height": 844}, locale="zh-TW")
    slack, teams = page.locator("[data-pane=slack]"), page.locator("[data-pane=teams]")
    await slack.get_by_role("heading", name="Hello from Uptake", exact=False).wait_for()
    assert not await teams.is_visible()
    await page.get_by_role("button", name="Teams", exact=True).click()
    await teams.wait_for()
    await page.get_by_role("button", name="人員").click()
    await page.locator(f'[data-user="{ADMIN}"]').click()
    await teams.wait_for()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert complaints == []


@pytest.mark.parametrize("label", ["W12", "第 12 週", "week 12 of 26"])
async def test_no_label_of_a_chart_is_cut(browser: Any, address: str, label: str) -> None:
    page = await _open(browser, address, [], viewport={"width": 1440, "height": 900}, locale="en-GB")
    drawn = await page.evaluate(
        """async (label) => {
            const { lineChart } = await import("/page/chart.js");
            const series = [{ name: "Plan", values: [35, 68, 41] }];
            const chart = lineChart({ title: "Active", categories: ["W1", "W2", label], series, yLabel: "%" });
            document.body.replaceChildren(chart);
            const edges = [...chart.querySelectorAll("text")].map((text) => text.getBBox());
            const numbers = [...chart.querySelectorAll("text")].map((text) => text.textContent);
            return { left: Math.min(...edges.map((e) => e.x)), numbers,
                     right: Math.max(...edges.map((e) => e.x + e.width)) };
        }""",
        label,
    )
    assert drawn["left"] >= 0
    assert drawn["right"] <= 320
    assert "100%" in drawn["numbers"]
