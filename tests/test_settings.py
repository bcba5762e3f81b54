"""The environment and .env: what counts, and the one line that says what is wrong and how to get it right."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from app import settings
from app.settings import SLACK, Settings, SettingsError
from app.store.db import Database, Unusable
from app.store.migrate import migrate
from tests.commands import HANDOFF
from tests.office import ROOT

READY = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}
NAMES = {name.upper() for name in Settings.model_fields}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin in an empty folder, with nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def wrong(**values: str) -> str:
    """What is said of some values."""
    with pytest.raises(SettingsError) as refused:
        settings.read(**{name.lower(): value for name, value in values.items()}).need_slack()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_with_nothing_set_everything_but_slacks_own_values_has_a_default() -> None:
    found = settings.read()
    assert (found.database_url, found.port, found.slack_api_url) == ("sqlite:///var/handoff.db", 3000, SLACK)
    assert (found.handoff_policy, found.handoff_clock, found.log_level) == (
        Path("policy.toml"),
        "system",
        "INFO",
    )


def test_what_stands_in_env_counts_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        'PORT=3001\nLOG_LEVEL=debug\nSLACK_BOT_TOKEN="xoxb-file"\nHOST=\nOTHER=1\n'
    )
    monkeypatch.setenv("PORT", "3002")
    for name in ("SLACK_BOT_TOKEN", "HOST"):
        monkeypatch.setenv(name, "")  # set to nothing is not set
    found = settings.read()
    assert (found.port, found.log_level, found.slack_bot_token) == (3002, "DEBUG", "xoxb-file")
    assert found.host == "0.0.0.0"
    assert settings.read(port=3003).port == 3003


def test_a_dollar_in_a_secret_or_a_comment_in_the_file_is_no_trap(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# a comment\nSLACK_SIGNING_SECRET='a$b#c'\nexport PORT=3001\n")
    found = settings.read()
    assert (found.slack_signing_secret, found.port) == ("a$b#c", 3001)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://slack.com/api/", "https://slack.com/api/"),
        ("http://127.0.0.1:8899", "http://127.0.0.1:8899/api/"),
        ("http://127.0.0.1:8899/", "http://127.0.0.1:8899/api/"),
        ("https://chat.example/slack/api", "https://chat.example/slack/api/"),
    ],
)
def test_any_slack_compatible_server_will_do_however_its_address_ends(given: str, kept: str) -> None:
    assert settings.read(slack_api_url=given).slack_api_url == kept


def test_socket_mode_is_on_when_there_is_an_app_token_and_then_needs_no_secret() -> None:
    http = settings.read(**{name.lower(): value for name, value in READY.items()}).need_slack()
    assert not http.socket_mode
    assert settings.read(slack_bot_token="xoxb-1", slack_app_token="xapp-1").need_slack().socket_mode


BOT, APP = "copy “Bot User OAuth Token”", "create an app-level token (xapp-…)"
SECRET, DATABASE = "copy “Signing Secret”", "use sqlite:///var/handoff.db or postgresql+psycopg://"


@pytest.mark.parametrize(
    ("values", "name", "advice"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing", BOT),
        ({"SLACK_BOT_TOKEN": "xoxb-"}, "SLACK_BOT_TOKEN is missing", BOT),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN does not look right", BOT),
        ({"SLACK_BOT_TOKEN": "xoxb-1 2"}, "SLACK_BOT_TOKEN does not look right", BOT),
        ({"SLACK_APP_TOKEN": "xapp-"}, "SLACK_APP_TOKEN is missing", APP),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN does not look right (it starts with xapp-", APP),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is missing", SECRET),
        (
            {"SLACK_SIGNING_SECRET": "a b"},
            "SLACK_SIGNING_SECRET does not look right (it has no spaces)",
            SECRET,
        ),
        ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL is not valid", "leave it out for Slack itself"),
        (
            {"SLACK_API_URL": "http://host:port/"},
            "SLACK_API_URL is not valid",
            "leave it out for Slack itself",
        ),
        ({"SLACK_API_URL": "http://[::1"}, "SLACK_API_URL is not valid", "leave it out for Slack itself"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL is not valid", DATABASE),
        ({"DATABASE_URL": "postgresql://u:pa55@h/x"}, "DATABASE_URL is not valid", DATABASE),
        ({"DATABASE_URL": "postgresql+psycopg://u:pa55@h:port/x"}, "DATABASE_URL is not valid", DATABASE),
        ({"PORT": "http"}, "PORT is not valid", "give a free port number from 1 to 65535"),
        ({"PORT": "0"}, "PORT is not valid", "give a free port number from 1 to 65535"),
        ({"PORT": "65536"}, "PORT is not valid", "give a free port number from 1 to 65535"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is not valid", "use DEBUG, INFO, WARNING or ERROR"),
        ({"HANDOFF_CLOCK": "sundial"}, "HANDOFF_CLOCK is not valid", "leave it out"),
        ({"HANDOFF_CLOCK": "api"}, "HANDOFF_CLOCK: Slack's own servers do not set our clock", ""),
    ],
)
def test_a_wrong_value_is_named_with_the_way_to_get_it_right(
    values: dict[str, str], name: str, advice: str
) -> None:
    said = wrong(**READY | values)
    assert said.startswith(name)
    assert advice in said
    assert "pa55" not in said


def test_there_is_advice_for_every_variable() -> None:
    assert set(settings.HOW) == NAMES


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfePORT=1")
    assert wrong() == ".env is not UTF-8 text: copy .env.example and fill it in."


def serve(folder: Path, **given: str) -> str:
    """The one line with which `handoff serve` refuses to start."""
    caches = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / ".pytest_cache" / "bytecode")}
    env = {"PATH": os.environ["PATH"], **caches, **given}
    ended = subprocess.run(
        [HANDOFF, "serve"], cwd=folder, env=env, capture_output=True, text=True, timeout=30
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("handoff: ")
    return line.removeprefix("handoff: ")


def test_serving_from_an_empty_folder_says_what_is_missing_first(tmp_path: Path) -> None:
    assert serve(tmp_path).startswith(f"SLACK_BOT_TOKEN is missing: {BOT}")
    assert list(tmp_path.iterdir()) == []


def test_serving_on_a_port_that_is_taken_says_which(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = serve(tmp_path, **READY, **_policy(), HOST="127.0.0.1", PORT=port)
    assert line == (
        f"PORT: cannot listen on 127.0.0.1:{port} (Address already in use): "
        "give a free port number from 1 to 65535."
    )


def test_serving_on_an_address_that_is_not_ours_says_so(tmp_path: Path) -> None:
    line = serve(tmp_path, **READY, **_policy(), HOST="192.0.2.1", PORT="23999")
    assert line.startswith("HOST: cannot listen on 192.0.2.1:23999 (Cannot assign requested address)")


def test_serving_on_a_database_that_does_not_answer_says_so_without_its_password(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=127.0.0.1\nPORT=23998\nSLACK_API_URL=http://127.0.0.1:9/api/\n")
    url = "postgresql+psycopg://u:pa55@127.0.0.1:9/x"
    line = serve(tmp_path, **READY, **_policy(), DATABASE_URL=url)
    assert line.startswith("DATABASE_URL: the database cannot be used (connection failed")
    assert "pa55" not in line


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:////proc/nowhere/handoff.db", "the folder /proc/nowhere cannot be made"),
        ("sqlite:///letter.txt", "the database cannot be used (file is not a database)"),
        ("sqlite:///folder", "the database cannot be used (unable to open database file)"),
    ],
)
def test_a_file_that_cannot_be_a_database_is_said_to_be_none(tmp_path: Path, url: str, why: str) -> None:
    (tmp_path / "letter.txt").write_text("this is no database, however long it is\n" * 9)
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unusable) as refused:
        migrate(Database(url))
    assert str(refused.value).startswith(f"DATABASE_URL: {why}")


def _policy() -> dict[str, str]:
    return {"HANDOFF_POLICY": str(ROOT / "policy.toml")}
