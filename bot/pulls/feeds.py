"""The feeds that the settings switch on; a source that is set by half stops the start."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.errors import ConfigurationError
from bot.feed import Feed
from bot.pulls.caller import LOOPBACK, Manners
from bot.pulls.claude_enterprise import ClaudeEnterprise
from bot.pulls.github_copilot import GithubCopilot
from bot.pulls.m365_copilot import M365Copilot
from bot.settings import Settings


def build_feeds(
    settings: Settings, chance: random.Random, manners: Manners | None = None
) -> tuple[Feed, ...]:
    """Every feed whose settings are there; ConfigurationError names what is missing of one."""
    return tuple(_feeds(settings, chance, manners or Manners()))


def _feeds(settings: Settings, chance: random.Random, manners: Manners) -> Iterator[Feed]:
    graph = {
        "UPTAKE_GRAPH_TENANT_ID": settings.graph_tenant_id,
        "UPTAKE_GRAPH_CLIENT_ID": settings.graph_client_id,
        "UPTAKE_GRAPH_CLIENT_SECRET": settings.graph_client_secret.get_secret_value(),
    }
    if _is_set(graph):
        url, login_url = settings.graph_url.rstrip("/"), settings.graph_login_url.rstrip("/")
        yield M365Copilot(
            settings.graph_tenant_id, settings.graph_client_id, settings.graph_client_secret,
            settings.graph_report, url, login_url, manners, chance, _is_local(url),
        )  # fmt: skip
    where = settings.github_org or settings.github_enterprise
    if settings.github_org and settings.github_enterprise:
        raise ConfigurationError(
            "UPTAKE_GITHUB_ORG, UPTAKE_GITHUB_ENTERPRISE: write one of the two, the other stays empty"
        )
    token = settings.github_token
    if _is_set(
        {
            "UPTAKE_GITHUB_TOKEN": token.get_secret_value(),
            "UPTAKE_GITHUB_ORG or UPTAKE_GITHUB_ENTERPRISE": where,
        }
    ):
        url = settings.github_url.rstrip("/")
        org, enterprise = settings.github_org, settings.github_enterprise
        yield GithubCopilot(token, org, enterprise, url, manners, chance, _is_local(url))
    if settings.anthropic_analytics_key.get_secret_value():
        url = settings.anthropic_url.rstrip("/")
        yield ClaudeEnterprise(settings.anthropic_analytics_key, url, manners, chance, _is_local(url))


def _is_set(parts: dict[str, str]) -> bool:
    missing = [name for name, value in parts.items() if not value]
    if missing and len(missing) < len(parts):
        raise ConfigurationError(f"{', '.join(missing)}: is empty, and the rest of it is set")
    return not missing


def _is_local(url: str) -> bool:
    return urlsplit(url).scheme == "http" and urlsplit(url).hostname in LOOPBACK
