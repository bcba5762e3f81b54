"""The way to Slack: what an owed message is there, and where it goes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from app.domain.model import Owed
from app.domain.tries import Refused
from app.policy import Policy
from app.services import escalation, refusals
from app.slack.addresses import channel_of, know_people
from app.slack.directory import Directory
from app.slack.files import share, take_back, upload
from app.slack.messages import Message, compose
from app.slack.pace import Pace
from app.slack.sending import Line
from app.store.db import Database
from app.store.home import KIND as HOME
from app.store.outbox import Open
from blocks.parts import Block

log = structlog.get_logger()


class SlackCarrier:
    """Carries messages to Slack at the pace that Slack allows."""

    patience = timedelta(0)
    outside = False

    def __init__(
        self,
        db: Database,
        policy: Callable[[], Policy],
        line: Line,
        directory: Directory,
        now: Callable[[], datetime],
        *,
        pace: Pace,
    ) -> None:
        """Take the parts; the client of `line` must not retry by itself."""
        self._db, self._policy, self._directory, self._now = db, policy, directory, now
        self._line, self._pace = line, pace
        self.home: Callable[[str, str], Block] = lambda team_id, person: {"blocks": []}

    def now_open(self) -> tuple[Open, float | None]:
        """Say what Slack's limits let leave now, and in how many seconds more may."""
        return self._pace.now_open()

    def is_there(self) -> bool:
        """Say whether Slack answers: after a failure somebody knocks before anything else leaves."""
        if self._pace.in_doubt and not self._line.knock():
            log.warning("Slack does not answer; nothing leaves until it does")
            return False
        return True

    def claimed(self, owed: Owed) -> None:
        """Count a post."""
        self._pace.spend(owed.recipient)

    def draw(self, owed: Owed) -> Message | None:
        """Draw a message from the rows as they are, with the names of all whom it names."""
        if owed.kind == HOME:
            return Message("", self.home(owed.team_id, owed.recipient)["blocks"], owed.wanted)
        know_people(self._db, self._directory, owed)
        with self._db.reading() as session:
            return compose(session, self._policy(), owed, self._now())

    def make_way(self, owed: Owed, drawn: Message) -> str:
        """Open the conversation if it is the first message there, and upload the file, if there is one."""
        channel = channel_of(self._db, self._line, owed)
        upload(self._db, self._line, owed, drawn)
        return channel

    def post(
        self, owed: Owed, drawn: Message, channel: str, may_leave: Callable[[], None]
    ) -> tuple[str, str]:
        """Post it; where Slack refuses a type of block, what stands for it; or else the text alone."""
        refused: list[str] = []
        while True:
            try:
                place = (share if drawn.file else Line.post)(self._line, owed, drawn, channel)
                break
            except Refused as failure:
                if str(failure) != "invalid_blocks":
                    raise
            may_leave()
            if drawn.instead is None:
                log.error("blocks refused, sending the text alone", key=owed.key)
                plain = Message(drawn.text, [], drawn.version, drawn.thread, quiet=drawn.quiet)
                return self._line.post(owed, plain, channel)
            refused.append(drawn.leans_on)
            drawn = drawn.instead
        if refused:
            log.info("blocks refused, others taken", key=owed.key, refused=refused)
            with self._db.transaction() as session:
                refusals.note(session, owed.team_id, refused, self._now())
        return place

    def update(self, owed: Owed, drawn: Message) -> None:
        """Show a newer version in place."""
        if owed.kind == HOME:
            self._line.publish(owed.recipient, drawn.blocks)
        else:
            self._line.update(owed, drawn)

    def is_repeatable(self, owed: Owed) -> bool:
        """Say no: nothing is said twice."""
        return False

    def find(self, owed: Owed, drawn: Message) -> tuple[str, str] | None:
        """Look for a message by its key."""
        if drawn.ephemeral:
            raise Refused("perhaps shown; Slack keeps no trace of a message that only one person sees")
        channel = channel_of(self._db, self._line, owed)
        ts = self._line.find(owed, channel, drawn.thread)
        return (channel, ts) if ts else None

    def take_back(self, owed: Owed) -> None:
        """Delete a file that is no longer true."""
        take_back(self._line, owed)

    def give_up(self, owed: Owed, why: Refused) -> None:
        """Tell an admin, and whoever can help in place of somebody that cannot be reached."""
        with self._db.transaction() as session:
            escalation.undeliverable(session, self._policy(), owed, str(why), self._now())
