"""handoff doctor: what is wrong, where, and what to do about it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.slack import checkup
from app.store.db import Database
from app.store.migrate import migrate
from sandbox.server import Sandbox
from tests.commands import environment
from tests.office import policy, workspace

Asks = Callable[..., tuple[int, list[str]]]


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with workspace() as opened:
        yield opened


@pytest.fixture
def asks(slack: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Ask the doctor in an environment, about a policy; gives the exit code and the lines."""
    monkeypatch.chdir(tmp_path)

    def ask(text: str, *options: str, **given: str) -> tuple[int, list[str]]:
        file = tmp_path / "team.toml"
        file.write_text(text, "utf-8")
        url = given.pop("DATABASE_URL", f"sqlite:///{tmp_path}/handoff.db")
        for name, value in environment(slack, url, **given).items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(cli, ["doctor", "--policy", str(file), *options])
        return done.exit_code, [line.replace(str(file), "team.toml") for line in done.stdout.splitlines()]

    return ask


def test_all_is_well(asks: Asks, tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/handoff.db")
    migrate(db)
    db.close()
    code, lines = asks(policy())
    assert code == 0, lines
    assert {line[:7] for line in lines} == {"ok     "}
    said = "\n".join(lines)
    assert "policy: team.toml, version" in said
    assert "Slack token: Northwind as @" in said
    assert "people: Slack knows all 7 of the policy" in said
    assert "channel #sales-handoffs (digest.channel)" in said


def test_a_wrong_policy_is_told_line_by_line_and_needs_nothing_else(asks: Asks) -> None:
    nothing = {"SLACK_BOT_TOKEN": "", "DATABASE_URL": "sqlite:////no/such/place"}
    text = '[sla]\naccept_within = "4 hours"\ntuch_within = "1d"\n'
    assert asks(text, "--policy-only", **nothing) == (
        2,
        [
            "wrong  policy: team.toml, line 2: sla.accept_within: “4 hours” is not a duration: "
            'write it like "90s", "30m", "4h", "1h30m" or "1d"',
            "wrong  policy: team.toml, line 3: sla.tuch_within: is not a key of the policy; "
            "did you mean “touch_within”?",
        ],
    )
    code, lines = asks(policy(), "--policy-only", **nothing)
    assert (code, len(lines)) == (0, 1)


def test_what_slack_does_not_know_is_named_with_what_to_do(asks: Asks) -> None:
    stranger = '[[person]]\nemail = "nobody@northwind.example"\nrole = "ae"\n'
    code, lines = asks(policy(people=stranger, digest='channel = "#no-such-place"'))
    assert code == 2
    wrong = [line for line in lines if line.startswith("wrong")]
    assert wrong == [
        "wrong  person nobody@northwind.example: Slack knows nobody like that: "
        "correct the address in the policy, or invite her",
        "wrong  channel #no-such-place (digest.channel): the app sees no such channel: "
        "make it, or invite the app to it if it is private, or correct its name",
    ]


def test_a_refused_token_a_slack_that_is_away_and_a_wrong_setting(asks: Asks) -> None:
    for given, said in (
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "copy SLACK_BOT_TOKEN anew"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "try again later"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ({"PORT": "none"}, "PORT is not valid"),
    ):
        code, lines = asks(policy(), **given)
        assert code == 2
        assert [line for line in lines if line.startswith("wrong") and said in line], (given, lines)


def test_a_database_that_is_behind_or_cannot_be_used(asks: Asks, tmp_path: Path) -> None:
    _, lines = asks(policy())
    assert any("handoff.db is not there yet; the start makes it" in line for line in lines)
    assert not (tmp_path / "handoff.db").exists()
    (tmp_path / "handoff.db").touch()
    code, lines = asks(policy())
    assert code == 2
    assert any("its schema lacks 0001, 0002" in line and "handoff migrate" in line for line in lines)


def test_scopes_that_are_not_granted_are_named() -> None:
    asked = checkup.wanted_scopes()
    assert {"commands", "chat:write", "users:read.email"} <= set(asked)
    assert list(checkup.scopes({"X-OAuth-Scopes": ",".join(asked)})) == [checkup.Check("scopes")]
    (lacking,) = checkup.scopes({"x-oauth-scopes": "commands"})
    assert lacking.to_do.startswith("the app lacks chat:write, ")
    assert not list(checkup.scopes({}))
