"""handoff doctor: looks at the policy, the settings, the database and Slack, and says what to do."""

from collections.abc import Iterator, Sized
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app import settings as environment
from app.metrics import Metrics
from app.outside import checkup as outside
from app.policy import Policy, PolicyError
from app.services import policies
from app.settings import Settings, SettingsError
from app.slack import app as bolt
from app.slack import checkup
from app.slack.checkup import Check
from app.store.db import Database, Unusable
from app.store.migrate import lacking

SECONDS = 10  # for one answer of Slack's
File = Annotated[Path | None, typer.Option(help="This policy, rather than HANDOFF_POLICY.")]
Only = Annotated[
    bool, typer.Option("--policy-only", help="Only the policy: needs neither Slack nor database.")
]


def doctor(policy: File = None, policy_only: Only = False) -> None:
    """Check the policy, the settings, the database and what Slack knows; exit 2 if something is wrong."""
    wrong = 0
    for check in _checks(policy, policy_only):
        wrong += bool(check.to_do)
        typer.echo(f"wrong  {check.what}: {check.to_do}" if check.to_do else f"ok     {check.what}")
    if wrong:
        typer.echo(f"{wrong} to put right.", err=True)
        raise SystemExit(2)


def _checks(file: Path | None, policy_only: bool) -> Iterator[Check]:
    settings: Settings | None = None
    try:
        settings = environment.read()
    except SettingsError as error:
        if file is None or not policy_only:
            yield Check("settings", str(error))
    policy: Policy | None = None
    path = file or (settings.handoff_policy if settings else None)
    if path:
        try:
            policy = policies.load(path)
            yield Check(f"policy: {path}, {_holds(policy)}")
        except PolicyError as error:
            for fault in error.faults:
                where = f", line {fault.line}" if fault.line else ""
                key = f"{fault.key}: " if fault.key else ""
                yield Check(f"policy: {error.name}{where}", key + fault.words)
    if policy_only or settings is None:
        return
    yield from _database(settings)
    yield from (Check(*found) for found in outside.settings_of(settings, policy or Policy()))
    yield from _slack(settings, policy or Policy())


def _holds(policy: Policy) -> str:
    lists: dict[str, Sized] = {"person": policy.person, "pool": policy.pool, "route": policy.route}
    lists["segment"] = policy.segment
    parts = [f"{len(entries)} × {name}" for name, entries in lists.items() if entries]
    return ", ".join([f"version {policy.version}", *parts])


def _database(settings: Settings) -> Iterator[Check]:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        yield Check(f"database: {url.database} is not there yet; the start makes it")
        return
    try:
        db = Database(settings.database_url)
    except Unusable as error:
        yield Check("database", str(error))
        return
    shown = db.url.render_as_string(hide_password=True)
    try:
        db.check()
        behind = lacking(db)
        to_do = (
            f"its schema lacks {', '.join(behind)}: run “handoff migrate”, or start the bot" if behind else ""
        )
        yield Check(f"database: {shown}", to_do)
        if not behind:
            yield from (Check(*found) for found in outside.secrets(settings, db))
    except Unusable as error:
        yield Check("database", str(error))
    except SQLAlchemyError as error:
        yield Check("database", f"{shown} cannot be read ({type(error).__name__})")
    finally:
        db.close()


def _slack(settings: Settings, policy: Policy) -> Iterator[Check]:
    try:
        settings.need_slack()
    except SettingsError as error:
        yield Check("settings", str(error))
        if not settings.slack_bot_token:
            return
    else:
        yield Check(f"settings: {'Socket Mode' if settings.socket_mode else 'HTTP'}")
    yield from checkup.slack(bolt.client(settings, Metrics(), seconds=SECONDS), policy)
