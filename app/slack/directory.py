"""Keeps what Slack knows of people: names, addresses, zones, who is gone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import URLError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.domain.model import Person
from app.policy import Policy
from app.slack.calls import why
from app.store import people
from app.store.db import Database

FRESH = timedelta(hours=12)
RECENT = timedelta(minutes=5)  # of what may keep an AE from being chosen; Slack's events tell it at once
MOST_ASKED = 50  # people in one dnd.teamInfo
STATUS_LENGTH = 100  # characters, as in Slack
LAST_MOMENT = 4_102_444_800  # the year 2100: later ones have no local time everywhere
NOBODY = ("users_not_found", "user_not_found")  # there is no such person
UNREACHABLE = (SlackApiError, URLError, OSError)
log = structlog.get_logger()


class Directory:
    """Asks Slack about people and stores the answers. `client` has a short time limit and no retries."""

    def __init__(self, db: Database, client: WebClient, now: Callable[[], datetime]) -> None:
        """Take the parts; nothing is asked yet."""
        self._db, self._client, self._now = db, client, now
        self.team_id = ""
        self.to_do: list[str] | None = None  # what the last check-up found to be put right
        self._ceased = False
        self._refreshed_at: datetime | None = None

    def cease(self) -> None:
        """Ask about nobody more in `keep`: the bot stops."""
        self._ceased = True

    def check_up(self, look: Callable[[WebClient], list[str]]) -> None:
        """Keep what a look at Slack finds to be put right."""
        self.to_do = look(self._client)

    def learn(self) -> None:
        """Ask Slack which workspace we are in; raises what the call raises."""
        self.team_id = str(self._client.auth_test()["team_id"])

    def look_up(self, team_id: str, user_id: str) -> None:
        """Ask Slack about somebody now. If Slack does not answer, what was known stays."""
        try:
            self._save(team_id, self._client.users_info(user=user_id)["user"])
        except UNREACHABLE as error:
            log.warning("person not looked up", user=user_id, why=why(error))

    def ensure(self, team_id: str, *user_ids: str) -> None:
        """Ask about those of whom nothing is known yet, or nothing new for half a day."""
        with self._db.reading() as session:
            found = people.known(session, team_id, ids=user_ids)
        known = {person.id for person in found if person.seen_at > self._now() - FRESH}
        for user_id in dict.fromkeys(user_ids):
            if user_id not in known:
                self.look_up(team_id, user_id)

    def keep(self, policy: Policy) -> None:
        """Look up the policy's people whom we do not know, or have not heard of for half a day."""
        if not self.team_id:
            try:
                self.learn()
            except UNREACHABLE as error:
                log.warning("Slack does not say who we are", why=why(error))
                return
        ids = policy.ids()
        with self._db.reading() as session:
            found = people.known(session, self.team_id, ids=ids, emails=policy.emails())
        recent = [person for person in found if person.seen_at > self._now() - FRESH]
        done = {person.id for person in recent} | {person.email for person in recent}
        for reference in sorted((ids | set(policy.emails())) - done):
            if self._ceased or not self._keep_one(reference):
                return  # Slack is away or asks us to slow down: the next round goes on

    def refresh(self, policy: Policy) -> None:
        """Ask how the policy's AEs are now, every few minutes, in case that an event did not reach us."""
        now = self._now()
        if not self.team_id or (self._refreshed_at and abs(now - self._refreshed_at) < RECENT):
            return
        self._refreshed_at = now
        references = {entry.reference.lower() for entry in policy.person if entry.role == "ae"}
        ids = policy.ids()
        with self._db.reading() as session:
            found = people.known(session, self.team_id, ids=ids, emails=policy.emails())
        aes = [one for one in found if not one.is_gone and {one.id.lower(), one.email} & references]
        for one in aes:
            if one.seen_at <= now - RECENT and (self._ceased or not self._keep_one(one.id)):
                return
        for first in range(0, len(aes), MOST_ASKED):
            if self._ceased or not self._ask_quiet([one.id for one in aes[first : first + MOST_ASKED]]):
                return

    def heard(self, team_id: str, user: dict[str, Any]) -> None:
        """Take what an event says of somebody whom we know; nobody else concerns us."""
        with self._db.reading() as session:
            known = people.get(session, team_id, user["id"])
        if known:
            self._save(team_id, user, email=known.email)

    def heard_quiet(self, team_id: str, user_id: str, quiet: dict[str, Any]) -> None:
        """Take what an event says of somebody's Do Not Disturb."""
        with self._db.transaction() as session:
            people.set_quiet(session, team_id, {user_id: _quiet_until(quiet, self._now())})

    def _ask_quiet(self, user_ids: list[str]) -> bool:
        try:
            answer = self._client.dnd_teamInfo(users=",".join(user_ids))
        except UNREACHABLE as error:
            log.warning("Do Not Disturb is not known", why=why(error))
            return False
        until = {user: _quiet_until(quiet, self._now()) for user, quiet in answer["users"].items()}
        with self._db.transaction() as session:
            people.set_quiet(session, self.team_id, until)
        return True

    def _keep_one(self, reference: str) -> bool:
        try:
            user = user_named(self._client, reference)
            self._save(self.team_id, user, email=reference if "@" in reference else None)
        except SlackApiError as error:
            if why(error) not in NOBODY:
                log.warning("policy's people not looked up", why=why(error))
                return False
            log.warning("a person in the policy is not in Slack", role_entry=_masked(reference))
        except (URLError, OSError) as error:
            log.warning("policy's people not looked up", why=why(error))
            return False
        return True

    def _save(self, team_id: str, user: dict[str, Any], email: str | None = None) -> None:
        profile = user.get("profile") or {}
        person = Person(
            team_id=team_id,
            id=user["id"],
            name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
            email=(profile.get("email") or email or "").lower(),
            zone=user.get("tz") or "UTC",
            is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
            is_gone=bool(user.get("deleted")),
            is_guest=_is_guest(user, team_id),
            status_text=str(profile.get("status_text") or "")[:STATUS_LENGTH],
            status_emoji=str(profile.get("status_emoji") or "")[:STATUS_LENGTH],
            status_until=_moment(profile.get("status_expiration")),
            seen_at=self._now(),
        )
        with self._db.transaction() as session:
            people.save(session, person)


def user_named(client: WebClient, reference: str) -> dict[str, Any]:
    """Ask Slack about somebody whom the policy names by email or id; raises what the call raises."""
    if "@" in reference:
        found: dict[str, Any] = client.users_lookupByEmail(email=reference)["user"]
    else:
        found = client.users_info(user=reference)["user"]
    return found


def _moment(seconds: object) -> datetime | None:
    """Read a moment as Slack writes it (Unix seconds); 0 is none."""
    return (
        datetime.fromtimestamp(seconds, UTC) if type(seconds) is int and 0 < seconds < LAST_MOMENT else None
    )


def _quiet_until(quiet: dict[str, Any], now: datetime) -> datetime | None:
    """Say until when somebody is not to be disturbed now; `dnd_enabled` only says there is such a time."""
    begins, ends = _moment(quiet.get("next_dnd_start_ts")), _moment(quiet.get("next_dnd_end_ts"))
    return ends if quiet.get("dnd_enabled") and begins and ends and begins <= now < ends else None


def _is_guest(user: dict[str, Any], team_id: str) -> bool:
    """Say whether an account is a guest's (of many channels or one), or of another workspace."""
    restricted = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
    return bool(restricted) or (user.get("team_id") or team_id) != team_id


def _masked(reference: str) -> str:
    """Keep a colleague's whole address out of the log, but let an admin recognise it."""
    name, _, host = reference.partition("@")
    return f"{name[:2]}…@{host}" if host else reference
