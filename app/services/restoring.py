"""Work on a database that was restored from a copy: what was said since it was made, Slack alone knows."""

from datetime import datetime

import structlog

from app.policy import Policy
from app.services import digests, nudges, numbers
from app.services.outbox import SETTLE
from app.store import backup
from app.store.db import Database

log = structlog.get_logger()


def is_copy(db: Database) -> bool:
    """Say whether this is a copy made by `handoff backup` that no bot has worked on yet."""
    with db.reading() as session:
        return backup.is_copy(session)


def take_up(db: Database, policy: Policy, now: datetime) -> None:
    """Begin to work on a copy, at whose time nothing is known of what came after; nobody may send meanwhile.

    First all that fell due since is acted on, so that every message that may have been sent is owed. Then
    each is to be looked for before it is sent, and living messages are to show again what the copy knows.
    What is owed later has its cause later, and cannot have been said before.
    """
    with db.reading() as session:
        since = backup.last_known(session) or now
        teams = backup.teams(session)
    nudges.sweep(db, policy, now)
    with db.transaction() as session:
        for team_id in teams:
            digests.owe_due(session, policy, team_id, now)
            numbers.owe_due(session, policy, team_id, now, at_work=False)
        backup.doubt_posts(session, since, now + SETTLE)
        backup.show_anew(session, now)
        backup.leave_out_numbers(session, now)
        backup.take_up(session)
    log.warning("a restored copy: what may have been sent since is looked for first", since=since.isoformat())
