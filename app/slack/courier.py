"""Sends what is owed. Workers claim one message at a time; whatever happens, the row says what is known."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from app.domain.model import Owed, Sending
from app.policy import Policy
from app.services import outbox, team
from app.slack.directory import Directory
from app.slack.messages import Message, compose
from app.slack.sending import Gone, MaybePosted, NotPosted, Refused, call, find, post, update
from app.store import handoffs, people
from app.store import outbox as rows
from app.store.db import Database

WORKERS = 4
log = structlog.get_logger()


class Courier:
    """Pays the debts in the outbox."""

    def __init__(
        self,
        db: Database,
        policy: Callable[[], Policy],
        client: WebClient,
        directory: Directory,
        now: Callable[[], datetime],
    ) -> None:
        """Take the parts. `client` must not retry by itself: that doubles posts."""
        self._db, self._policy, self._client, self._directory, self._now = db, policy, client, directory, now
        self._signal = threading.Condition()
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self.holder = secrets.randbits(62)  # names this process in the leases it takes

    def start(self) -> None:
        """Start the workers."""
        self._stopping = False
        for n in range(WORKERS):
            thread = threading.Thread(target=self._work, name=f"courier-{n}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Claim nothing more and wait for the calls in flight."""
        self._stopping = True
        self.wake()
        for thread in self._threads:
            thread.join(timeout=12)
        self._threads.clear()

    def wake(self) -> None:
        """Say that something may be owed."""
        with self._signal:
            self._signal.notify_all()

    def drain(self) -> int:
        """Send all that is due now, in this thread; gives how many were handled."""
        count = 0
        while self._one():
            count += 1
        return count

    def _work(self) -> None:
        while not self._stopping:
            try:
                busy = self._one()
            except SQLAlchemyError as error:
                log.error("the database failed the courier", exc_info=error)
                busy = False  # the row is still owed, and its lease runs out
            if not busy:
                with self._signal:
                    if not self._stopping:
                        self._signal.wait(timeout=1.0)

    def _one(self) -> bool:
        """Handle one due message; False when nothing is due."""
        now = self._now()
        if self._stopping:
            return False
        with self._db.reading() as session:
            due = rows.next_due(session, now)
        if due is None or due > now:
            return False
        with self._db.transaction() as session:
            owed = rows.claim(session, now, holder=self.holder, postgres=not self._db.is_sqlite)
        if owed is None:
            return False
        try:
            self._handle(owed)
        except NotPosted as failure:
            self._later(owed, failure)
        except MaybePosted as failure:
            with self._db.transaction() as session:
                outbox.maybe_posted(session, owed, self._now(), str(failure))
        except Refused as failure:
            log.error("message refused", key=owed.key, why=str(failure))
            with self._db.transaction() as session:
                outbox.give_up(session, owed, str(failure))
        except Gone:
            with self._db.transaction() as session:
                rows.write_back(session, owed, ts=None, state=Sending.READY, lease=None, leased_until=None)
        except SQLAlchemyError:
            raise
        except Exception as error:  # whatever one message does to us, the others must go out
            log.error("message failed", key=owed.key, exc_info=error)
            self._failed(owed, f"our own error: {type(error).__name__}")
        return True

    def _handle(self, owed: Owed) -> None:
        self._know_people(owed)
        with self._db.reading() as session:
            message = compose(session, self._policy(), owed, self._now())
        if message is None:
            with self._db.transaction() as session:
                outbox.drop(session, owed)
        elif owed.ts:
            _harmless(update, client=self._client, owed=owed, message=message)
            self._finish(owed, message, owed.channel or "", owed.ts)
        else:
            self._post(owed, message)

    def _post(self, owed: Owed, message: Message) -> None:
        channel = self._channel(owed)
        if owed.state is Sending.UNKNOWN and message.ephemeral:
            raise Refused("perhaps shown; Slack keeps no trace of a message that only one person sees")
        if owed.state is Sending.UNKNOWN:
            ts = _harmless(find, client=self._client, owed=owed, channel=channel, thread=message.thread)
            if ts is None:
                with self._db.transaction() as session:
                    outbox.not_found(session, owed, self._now())
                return
            # What was posted may be an older version than the one wanted now: shown as one before it.
            self._finish(owed, message, channel, ts, shown=owed.shown + 1)
            return
        with self._db.transaction() as session:
            if not outbox.start_sending(session, owed, self._now()):
                return
        try:
            channel, ts = post(self._client, owed, message, channel)
        except Refused as failure:
            if str(failure) != "invalid_blocks":
                raise
            log.error("blocks refused, sending the text alone", key=owed.key)
            channel, ts = post(
                self._client, owed, Message(message.text, [], message.version, message.thread), channel
            )
        self._finish(owed, message, channel, ts)

    def _finish(self, owed: Owed, message: Message, channel: str, ts: str, shown: int | None = None) -> None:
        version = message.version if shown is None else shown
        with self._db.transaction() as session:
            rows.finish(session, owed, self._now(), version=version, channel=channel, ts=ts or None)

    def _failed(self, owed: Owed, why: str) -> None:
        """Look for what had left already when we failed; try the rest again later."""
        if owed.state is not Sending.SENDING:
            self._later(owed, NotPosted(why))
            return
        with self._db.transaction() as session:
            outbox.maybe_posted(session, owed, self._now(), why)

    def _later(self, owed: Owed, failure: NotPosted) -> None:
        log.warning("not sent yet", key=owed.key, why=str(failure), wait=failure.wait)
        now = self._now()
        with self._db.transaction() as session:
            outbox.not_posted(session, owed, now, str(failure), wait=failure.wait)

    def _channel(self, owed: Owed) -> str:
        """Give the conversation a message goes to, opening the direct message if it is the first."""
        if owed.kind == "notice" and owed.note["channel"]:
            return str(owed.note["channel"])
        if owed.kind == "digest":
            return self._named(owed.recipient)
        with self._db.reading() as session:
            person = people.get(session, owed.team_id, owed.recipient)
        if person and person.channel:
            return person.channel
        opened = _harmless(self._client.conversations_open, users=owed.recipient)
        channel = str(opened["channel"]["id"])
        with self._db.transaction() as session:
            people.set_channel(session, owed.team_id, owed.recipient, channel)
        return channel

    def _named(self, name: str) -> str:
        """Find a channel's id by its #name; an id is given back as it is."""
        if not name.startswith("#"):
            return name
        cursor = ""
        while True:
            page = _harmless(
                self._client.conversations_list,
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=999,
                cursor=cursor or None,
            )
            for channel in page["channels"]:
                if channel["name"] == name[1:]:
                    return str(channel["id"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return name  # Slack knows names, too, and says what is wrong with this one

    def _know_people(self, owed: Owed) -> None:
        """Make sure that everybody named in a message has a name, before it is drawn."""
        if owed.handoff_id is None:
            return
        with self._db.reading() as session:
            handoff = handoffs.get(session, owed.handoff_id)
        if handoff:
            self._directory.ensure(owed.team_id, *team.on(handoff), owed.recipient)


def _harmless(method: Any, **arguments: Any) -> Any:
    """Call a method that posts nothing: whatever is unknown of it, trying again is safe."""
    try:
        return call(method, **arguments)
    except MaybePosted as failure:
        raise NotPosted(str(failure)) from failure
