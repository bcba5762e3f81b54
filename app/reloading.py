"""Takes up the policy anew when it is asked to, or says why not and keeps the one in force."""

import queue
import threading
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.policy import Policy, PolicyError
from app.services import policies, reloading
from app.slack.desk import Desk

TELL_AGAIN = 2  # seconds between looks whether Slack has said by now which workspace this is
log = structlog.get_logger()


def follow(desk: Desk, path: Path, asked: "queue.SimpleQueue[None]", stopping: threading.Event) -> None:
    """Read the policy file anew each time that something is put into `asked`; runs in a thread of its own."""
    while not stopping.is_set():
        asked.get()
        while not asked.empty():
            asked.get()  # asked several times meanwhile: once is enough
        reload(desk, path, stopping)


def reload(desk: Desk, path: Path, stopping: threading.Event) -> None:
    """Take up the policy in a file for all that happens from now on. A wrong one changes nothing."""
    try:
        policy = policies.load(path)
    except PolicyError as error:
        faults = [str(fault) for fault in error.faults]
        log.error("the new policy was not taken", file=error.name, faults=faults, stays=desk.policy.version)
        if desk.directory.team_id:
            _tell(desk, error)
        else:  # while Slack is away a policy that was put right must not wait
            later = (desk, error, stopping)
            threading.Thread(target=_tell_later, args=later, name="policy-told", daemon=True).start()
        return
    in_force, known = desk.policy, keep(desk, policy)
    desk.policy = policy
    log.info("policy taken", version=policy.version, before=in_force.version, kept=known)
    desk.directory.keep(policy)  # who is new in it
    _reckon_anew(desk, in_force, policy)


def keep(desk: Desk, policy: Policy) -> bool:
    """Keep the text of a policy; False if the database is away: then the next handoff keeps it."""
    try:
        with desk.db.transaction() as session:
            policies.keep(session, policy, desk.now())
    except SQLAlchemyError as error:
        log.warning("the policy could not be kept yet", exc_info=error)
        return False
    return True


def _reckon_anew(desk: Desk, before: Policy, policy: Policy) -> None:
    if not desk.directory.team_id:
        return  # nobody is known yet
    try:
        reloading.taken(desk.db, before, policy, desk.directory.team_id, desk.now())
    except SQLAlchemyError as error:
        log.warning(
            "what is due could not be reckoned by the new hours; it is when it falls due", exc_info=error
        )
    desk.wake()


def _tell_later(desk: Desk, error: PolicyError, stopping: threading.Event) -> None:
    while not desk.directory.team_id:
        if stopping.wait(TELL_AGAIN):
            return
    _tell(desk, error)


def _tell(desk: Desk, error: PolicyError) -> None:
    try:
        with desk.db.transaction() as session:
            reloading.refused(session, desk.policy, desk.directory.team_id, error, desk.now())
    except SQLAlchemyError as failure:
        log.warning("nobody could be told that the policy was not taken", exc_info=failure)
    desk.wake()
