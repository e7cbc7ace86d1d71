"""Every environment variable, one sentence each. `.env` in the working folder is read too."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.model.pace import Pace

HOUSE = Path(__file__).resolve().parent.parent


_LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_KEY = 24  # bytes, as Standard Webhooks asks


def signing_key(secret: str) -> bytes:
    """The key in one `whsec_…`; ValueError when it is no base64, or too short."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    if len(key) < SHORTEST_KEY:
        raise ValueError("the secret is too short")
    return key


class Settings(BaseSettings):
    """Settings are read once, at the start; a wrong one stops the start with its name."""

    model_config = SettingsConfigDict(
        env_prefix="UPTAKE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    database: str = Field(
        "uptake.db", description="SQLite file, or a postgresql:// address for many workers."
    )
    organisation: str = Field("main", description="Id of the organisation this installation serves.")
    content: Path = Field(HOUSE / "content", description="Folder with the words; yours or the one shipped.")
    calendar: Path | None = Field(
        None, description="TOML file with days off and working days of your own, over the public holidays."
    )
    host: str = Field("127.0.0.1", description="Address the web app listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port the web app listens on; 0 picks a free one.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    slack_bot_token: SecretStr = Field(SecretStr(""), description="xoxb-…; with it Slack is switched on.")
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Proves that a request comes from Slack; needed for HTTP."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="xapp-…; with it Socket Mode is used instead of HTTP."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack's Web API; change for tests only."
    )

    teams_app_id: str = Field("", description="Microsoft app id of the bot; with it Teams is switched on.")
    teams_app_password: SecretStr = Field(SecretStr(""), description="Client secret of the Microsoft app.")
    teams_tenant_id: str = Field("", description="The one Microsoft tenant this bot serves.")
    teams_openid_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where Bot Framework publishes its signing keys.",
    )
    teams_login_url: str = Field(
        "https://login.microsoftonline.com", description="Where the bot gets its own token."
    )
    teams_anonymous: bool = Field(
        False, description="Accept unsigned Teams traffic; only on loopback, for local tools."
    )

    signals_secret: SecretStr = Field(
        SecretStr(""),
        description="whsec_…; signs POST /signals (Standard Webhooks). Empty: closed.",
    )
    signals_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token for senders of POST /signals that can't sign. Empty: they must sign.",
    )
    graph_tenant_id: str = Field("", description="Microsoft tenant whose Copilot usage report is pulled.")
    graph_client_id: str = Field("", description="App registration that may read it (Reports.Read.All).")
    graph_client_secret: SecretStr = Field(SecretStr(""), description="Client secret of that registration.")
    graph_report: Literal["v1", "v2"] = Field(
        "v2", description="v2 tells prompts and days, v1 last days only."
    )
    graph_url: str = Field(
        "https://graph.microsoft.com", description="Microsoft Graph; change for tests only."
    )
    graph_login_url: str = Field(
        "https://login.microsoftonline.com",
        description="Where the token for Graph comes from; change for tests only.",
    )
    github_token: SecretStr = Field(
        SecretStr(""), description="Token that may read Copilot metrics; their usage is pulled with it."
    )
    github_org: str = Field("", description="GitHub organisation to pull; leave empty for an enterprise.")
    github_enterprise: str = Field("", description="GitHub enterprise to pull, instead of an organisation.")
    github_url: str = Field("https://api.github.com", description="GitHub's REST API; change for tests only.")
    anthropic_analytics_key: SecretStr = Field(
        SecretStr(""), description="Analytics key (read:analytics); with it Claude's usage is pulled."
    )
    anthropic_url: str = Field(
        "https://api.anthropic.com", description="Anthropic's API; change for tests only."
    )
    sends_per_second_slack: float = Field(5.0, gt=0, description="Messages a second per Slack workspace.")
    sends_per_second_teams: float = Field(25.0, gt=0, description="Messages a second per Microsoft tenant.")
    seconds_between_slack: float = Field(
        1.0, ge=0, description="Seconds between two messages into one Slack conversation."
    )
    seconds_between_teams: float = Field(
        2.0, ge=0, description="Seconds between two messages into one Teams conversation."
    )
    reads_per_minute_slack: float = Field(
        45.0, gt=0, description="Calls a minute that read a Slack conversation back."
    )

    llm_url: str = Field(
        "", description="Base of an OpenAI-compatible API; it is sent redacted comments. Empty: off."
    )
    llm_key: SecretStr = Field(SecretStr(""), description="Key of that API, if it wants one.")
    llm_model: str = Field("", description="Name of the model to ask there.")

    @field_validator("llm_url")
    @classmethod
    def _is_private(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.hostname and (parts.scheme == "https" or parts.hostname in _LOOPBACK)):
            raise ValueError(
                "must begin with https:// (http:// only on this machine); comments are sent there"
            )
        return url

    @field_validator("graph_url", "graph_login_url", "github_url", "anthropic_url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        parts = urlsplit(url)
        if not (parts.hostname and (parts.scheme == "https" or parts.hostname in _LOOPBACK)):
            raise ValueError("must begin with https:// (http:// only on this machine); keys are sent there")
        return url

    @field_validator("graph_client_secret", "github_token", "anthropic_analytics_key")
    @classmethod
    def _fits_a_header(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value()
        if text and (not text.isascii() or not text.isprintable() or " " in text):
            raise ValueError("holds a blank, a line break or a sign that no key has; copy it again")
        return secret

    @field_validator("signals_secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr) -> SecretStr:
        for one in secret.get_secret_value().split():
            try:
                signing_key(one)
            except ValueError:
                raise ValueError(
                    "is no key, so every signal would be refused; write whsec_ and at least 24 bytes in base64 "
                    "(“openssl rand -base64 32” makes them), or leave it empty to keep the door closed"
                ) from None
        return secret

    @field_validator("signals_token")
    @classmethod
    def _is_hard_to_guess(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if text and (len(text) < SHORTEST_KEY or not text.isascii() or not text.isprintable() or " " in text):
            raise ValueError(
                "is too easy to guess; write at least 24 letters and digits (“openssl rand -hex 32” makes them), "
                "or leave it empty"
            )
        return token

    def pace(self, platform: str) -> Pace:
        """How fast posts may start in one workspace; the playground takes any number."""
        paces = {"slack": self.sends_per_second_slack, "teams": self.sends_per_second_teams}
        return Pace(paces.get(platform, 1e6))

    def reading_pace(self, platform: str) -> Pace:
        """How fast conversations may be read back in one workspace."""
        return Pace(self.reads_per_minute_slack / 60 if platform == "slack" else 1e6)

    def rest(self, platform: str) -> timedelta:
        """How long one conversation rests between two messages."""
        rests = {"slack": self.seconds_between_slack, "teams": self.seconds_between_teams}
        return timedelta(seconds=rests.get(platform, 0.0))

    @property
    def llm_is_on(self) -> bool:
        return bool(self.llm_url and self.llm_model)

    @property
    def slack_is_on(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def teams_is_on(self) -> bool:
        return bool(self.teams_app_id) or self.teams_anonymous
