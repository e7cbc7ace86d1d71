"""Where usage comes from: over which window each source counts, and how late its figures are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.usage import CHAT


@dataclass(frozen=True)
class Source:
    """`window` is the days one figure of the source is about; `lag` how many days later it is there, None where
    its maker promises nothing. What the source calls active stands in `content/phrases/sources.toml`."""

    window: int
    lag: int | None


# Windows and lags as the vendors' own pages state them; docs/reference/usage-files.md names the reports.
SOURCES: dict[str, Source] = {
    "m365-copilot": Source(window=7, lag=3),
    "github-copilot": Source(window=1, lag=None),
    "chatgpt-enterprise": Source(window=7, lag=1),
    "claude-enterprise": Source(window=1, lag=3),
    "gemini": Source(window=1, lag=None),
    "generic": Source(window=1, lag=None),
    "segment": Source(window=1, lag=0),
    CHAT: Source(window=1, lag=0),
}
POSTED = Source(window=1, lag=0)  # whoever posts events under a name of its own


def source_of(name: str) -> Source:
    """The source of this name."""
    return SOURCES.get(name, POSTED)


def phrase_of(name: str) -> str:
    """The phrase of `sources` that says what the source calls active."""
    return name.replace("-", "_") if name in SOURCES else "posted"
