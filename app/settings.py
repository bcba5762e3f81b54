"""The environment and .env, read once and frozen. A wrong value is named in one line."""

import os
import re
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SLACK = "https://slack.com/api/"
KEY_BYTES = 32
HOW = {
    "SLACK_BOT_TOKEN": "copy “Bot User OAuth Token” (xoxb-…) from your app's “OAuth & Permissions” page",
    "SLACK_APP_TOKEN": "create an app-level token (xapp-…) with connections:write on “Basic Information”",
    "SLACK_SIGNING_SECRET": "copy “Signing Secret” from your app's “Basic Information” page",
    "SLACK_API_URL": "leave it out for Slack itself, or give a web address such as http://127.0.0.1:8899/api/",
    "DATABASE_URL": "use sqlite:///var/handoff.db or postgresql+psycopg://user:password@host/name",
    "HOST": "give an address of this machine, or 0.0.0.0 for all of them",
    "PORT": "give a free port number from 1 to 65535",
    "LOG_LEVEL": "use DEBUG, INFO, WARNING or ERROR",
    "HANDOFF_POLICY": "give the path of a policy file; policy.toml in the checkout is an example",
    "MAILBOX_KEY": "make one with “handoff mailbox key”; old ones may follow after commas",
    "PUBLIC_URL": "give the https:// address under which browsers reach this bot, such as https://bot.example.com",
    "GOOGLE_CLIENT_ID": "copy it from “Clients” in the Google Cloud console; see docs/mailboxes.md",
    "GOOGLE_CLIENT_SECRET": "copy it from “Clients” in the Google Cloud console; see docs/mailboxes.md",
    "MICROSOFT_CLIENT_ID": "copy “Application (client) ID” of the app registration; see docs/mailboxes.md",
    "MICROSOFT_CLIENT_SECRET": "make one under “Certificates & secrets”; see docs/mailboxes.md",
    "MICROSOFT_TENANT": "copy “Directory (tenant) ID” of the app registration, or leave it out",
    "HOOK_SECRET": "make one, for example with “openssl rand -hex 32”; see docs/webhook.md",
    "GOOGLE_URL": "leave it out for Google itself",
    "MICROSOFT_URL": "leave it out for Microsoft itself",
    "HANDOFF_CLOCK": "leave it out; “api” is for a local Slack whose time can be moved",
}


class SettingsError(Exception):
    """One line: which variable is wrong and how to get it right."""


class Settings(BaseSettings):
    """Everything that differs between installations but is not the team's policy."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_api_url: str = SLACK
    database_url: str = "sqlite:///var/handoff.db"
    host: str = "0.0.0.0"
    port: int = Field(default=3000, ge=1, le=65535)
    handoff_policy: Path = Path("policy.toml")
    handoff_clock: Literal["system", "api"] = "system"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    mailbox_key: str = ""
    public_url: str = ""
    google_client_id: str = ""
    google_client_secret: str = ""
    google_url: str = ""
    microsoft_client_id: str = ""
    microsoft_client_secret: str = ""
    microsoft_tenant: str = "organizations"
    microsoft_url: str = ""
    hook_secret: str = ""

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("not a web address")
        path = parts.path.strip("/") or "api"
        return f"{parts.scheme}://{parts.netloc}/{path}/"

    @field_validator("mailbox_key")
    @classmethod
    def _keys(cls, value: str) -> str:
        for key in value.split(",") if value else ():
            try:
                is_key = len(urlsafe_b64decode(key.strip())) == KEY_BYTES
            except ValueError:
                is_key = False
            if not is_key:
                raise ValueError("not a key of 44 characters") from None
        return value

    @field_validator("public_url", "google_url", "microsoft_url")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (not parts.hostname or parts.query or parts.fragment):
            raise ValueError("not a web address")
        if value and parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("not https")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not re.match(r"(sqlite|postgresql\+psycopg)://", value):
            raise ValueError("neither SQLite nor PostgreSQL with psycopg")
        try:
            make_url(value)
        except (ArgumentError, ValueError):
            raise ValueError("not an address that can be read") from None  # which may hold a password
        return value

    @model_validator(mode="after")
    def _only_a_local_slack_moves_time(self) -> "Settings":
        if self.handoff_clock == "api" and (urlsplit(self.slack_api_url).hostname or "").endswith(
            "slack.com"
        ):
            raise ValueError("HANDOFF_CLOCK: Slack's own servers do not set our clock")
        return self

    @property
    def socket_mode(self) -> bool:
        """Say whether Slack is reached through Socket Mode rather than HTTP."""
        return bool(self.slack_app_token)

    def need_slack(self) -> "Settings":
        """Raise SettingsError unless there is all that talking to Slack takes."""
        _need("SLACK_BOT_TOKEN", self.slack_bot_token, "xoxb-")
        if self.socket_mode:
            _need("SLACK_APP_TOKEN", self.slack_app_token, "xapp-")
        else:
            _need("SLACK_SIGNING_SECRET", self.slack_signing_secret, "")
        return self


def read(env_file: str | Path = ".env", **given: object) -> Settings:
    """Read .env under the environment under `given` (lower-case names), or raise SettingsError."""
    try:
        stored = {k.lower(): v for k, v in dotenv_values(env_file).items() if v}
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not UTF-8 text: copy .env.example and fill it in.") from None
    environment = {k.lower() for k, v in os.environ.items() if v}
    values = {k: v for k, v in stored.items() if k not in environment} | given
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_first(error)) from None


def _need(name: str, value: str, prefix: str) -> None:
    if value in ("", prefix):  # as it stands in .env.example
        raise SettingsError(f"{name} is missing: {HOW[name]}, and put it into .env or the environment.")
    if not value.startswith(prefix) or re.search(r"\s", value):
        right = f"it starts with {prefix} and has no spaces" if prefix else "it has no spaces"
        raise SettingsError(f"{name} does not look right ({right}): {HOW[name]}.")


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    message = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        return message + "."
    name = str(fault["loc"][0]).upper()
    return f"{name} is not valid ({message[:1].lower()}{message[1:]}): {HOW.get(name, 'see .env.example')}."
