"""Draws a page as a picture, where a browser is at hand: an extra, nothing needs it."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.errors import BadInput

_WIDTH, _HEIGHT, _SCALE = 700, 400, 2
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_NOT_HERE = (
    "--format png: no browser to draw with; “pip install playwright” and “playwright install chromium”, "
    "or take --format html, which every mail program and browser shows"
)


def draw(page: str, path: Path) -> None:
    """Writes the page as a PNG of its whole length. BadInput without playwright and a Chromium, or where the file
    can't be written."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise BadInput([_NOT_HERE]) from None
    found = next((place for name in _BROWSERS if (place := shutil.which(name))), None)
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(
                viewport={"width": _WIDTH, "height": _HEIGHT},
                device_scale_factor=_SCALE, java_script_enabled=False, offline=True,
            )  # fmt: skip
            opened = context.new_page()
            opened.set_content(page)
            picture = opened.screenshot(full_page=True)
            browser.close()
    except Error:
        raise BadInput([_NOT_HERE]) from None
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror or error}"]) from None
