"""What is encrypted: readable for one purpose, by any of the keys, and while it is good."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.domain.model_mail import Mailbox
from app.outside.boxes import purpose
from app.outside.safe import Safe, Unreadable, new_key
from app.store import mailboxes
from app.store.db import Database
from tests.cast import ANNA, MORNING, SAM, TEAM
from tests.everything import on

OLD, NEW = new_key(), new_key()


def test_what_is_sealed_for_one_is_good_for_nobody_else_and_for_a_while() -> None:
    safe, hour = Safe(OLD), timedelta(hours=1)
    sealed = safe.seal("link", {"person": ANNA}, MORNING)
    assert ANNA not in sealed
    assert safe.open("link", sealed, MORNING + timedelta(minutes=59), hour) == {"person": ANNA}
    for wrong in (("secret", sealed), ("link", sealed[:-2]), ("link", ""), ("link", "ä")):
        with pytest.raises(Unreadable):
            safe.open(*wrong)
    for moment in (MORNING + timedelta(minutes=61), MORNING - hour):
        with pytest.raises(Unreadable):
            safe.open("link", sealed, moment, hour)
    with pytest.raises(Unreadable):
        Safe(NEW).open("link", sealed)
    assert Safe(f"{NEW}, {OLD}").open("link", sealed) == {"person": ANNA}


@on("sqlite")
def test_a_key_is_changed_without_anybody_connecting_anew(
    db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for person in (ANNA, SAM):
        secret = Safe(OLD).seal(purpose(TEAM, person), {"user": person, "password": "x"}, MORNING)
        row = Mailbox(
            team_id=TEAM,
            person_id=person,
            kind="imap",
            address=f"{person}@x.example",
            secret=secret,
            connected_at=MORNING,
        )
        with db.transaction() as session:
            mailboxes.save(session, row)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", db.url.render_as_string())
    asked = CliRunner()

    def says(keys: str, *command: str) -> tuple[int, str]:
        monkeypatch.setenv("MAILBOX_KEY", keys)
        done = asked.invoke(cli, command)
        return done.exit_code, done.output

    assert "no key of MAILBOX_KEY opens its secret" in says(NEW, "doctor")[1]
    assert says(NEW, "mailbox", "rekey")[0] == 1
    assert says(f"{NEW},{OLD}", "mailbox", "rekey") == (0, "Done.\n")
    doctor = says(NEW, "doctor")[1]
    assert "ok     mailboxes: 2 connected" in doctor
    assert "opens its secret" not in doctor
    assert "MAILBOX_KEY is missing, and 2 are connected" in says("", "doctor")[1]
    made = says("", "mailbox", "key")[1].strip()
    assert Safe(made).open("x", Safe(made).seal("x", {"a": 1}, MORNING)) == {"a": 1}


@on("sqlite")
def test_the_doctor_says_what_is_missing(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "policy.toml"
    rules.write_text('[outreach]\nwebhook = "https://tool.example.com/hook"\n', "utf-8")
    given = {"GOOGLE_CLIENT_ID": "1", "HOOK_SECRET": "short", "DATABASE_URL": database_url}
    for name, value in {**given, "HANDOFF_POLICY": str(rules)}.items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(cli, ["doctor"]).output
    assert "wrong  Gmail: set MAILBOX_KEY and PUBLIC_URL and its client secret too" in said
    assert "wrong  webhook (outreach.webhook): set HOOK_SECRET to 32 characters or more" in said
    for name, value in {
        "MAILBOX_KEY": NEW,
        "PUBLIC_URL": "https://bot.example.com/",
        "GOOGLE_CLIENT_SECRET": "2",
        "HOOK_SECRET": "s" * 32,
    }.items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(cli, ["doctor"]).output
    assert "ok     Gmail: comes back to https://bot.example.com/mailbox/gmail/callback" in said
    assert "ok     webhook (outreach.webhook)" in said
    for name, wrong in (("MAILBOX_KEY", "short"), ("PUBLIC_URL", "http://bot.example.com")):
        monkeypatch.setenv(name, wrong)
        assert f"{name} is not valid" in CliRunner().invoke(cli, ["doctor"]).output
        monkeypatch.delenv(name)
