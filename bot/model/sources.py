"""Where usage comes from: over which window each source counts, and how late its figures are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.usage import CHAT


@dataclass(frozen=True)
class Source:
    """`phrase` (of `sources`) says what it calls active, `window` the days one figure is about, `lag` how many days
    later it is there, None where its maker promises nothing."""

    phrase: str
    window: int
    lag: int | None


# Windows and lags as the vendors' own pages state them; docs/reference/usage-files.md names the reports.
SOURCES: dict[str, Source] = {
    "m365-copilot": Source("m365_copilot", window=7, lag=3),
    "github-copilot": Source("github_copilot", window=1, lag=None),
    "chatgpt-enterprise": Source("chatgpt_enterprise", window=7, lag=1),
    "claude-enterprise": Source("claude_enterprise", window=1, lag=3),
    "gemini": Source("gemini", window=1, lag=None),
    "generic": Source("generic", window=1, lag=None),
    "segment": Source("segment", window=1, lag=0),
    CHAT: Source("chat", window=1, lag=0),
}
POSTED = Source("posted", window=1, lag=0)  # whoever posts events under a name of its own


def source_of(name: str) -> Source:
    """The source of this name."""
    return SOURCES.get(name, POSTED)
