"""The way to other services: a draft into somebody's mailbox, or word of a hold to the team's tool."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from app.domain.model import Owed
from app.domain.tries import Refused
from app.outside import webhook
from app.outside.boxes import Box, Boxes
from app.policy import Policy
from app.services import escalation, holds, mailboxes, mails
from app.services.mails import Mail
from app.store.db import Database
from app.store.outbox import LEASE, Open

EVERYTHING = Open(outside=True)


@dataclass(frozen=True)
class Word:
    """What the team's tool is told."""

    url: str
    told: dict[str, Any]


Errand = Mail | Word


class OutsideCarrier:
    """Carries what is owed to other services. Nothing here waits for Slack, and Slack for nothing here."""

    patience = timedelta(days=1)
    outside = True

    def __init__(
        self,
        db: Database,
        policy: Callable[[], Policy],
        boxes: Boxes,
        web: httpx.Client,
        now: Callable[[], datetime],
        *,
        hook_secret: str,
    ) -> None:
        """Take the parts."""
        self._db, self._policy, self._boxes, self._web, self._now = db, policy, boxes, web, now
        self._hook_secret = hook_secret

    def now_open(self) -> tuple[Open, float | None]:
        """Say that everything may leave: each service sets its own pace by how it answers."""
        return EVERYTHING, None

    def is_there(self) -> bool:
        """Say yes: one service that is away holds up no other."""
        return True

    def claimed(self, owed: Owed) -> None:
        """Nothing is counted."""

    def draw(self, owed: Owed) -> Errand | None:
        """Make the mail or the word from the rows as they are."""
        with self._db.reading() as session:
            if owed.kind == "mailbox":
                return mails.draw(session, owed)
            told = holds.told(session, owed)
        url = self._policy().outreach.webhook
        return Word(url, told) if url and told else None

    def make_way(self, owed: Owed, drawn: Errand) -> str:
        """There is no way to be made."""
        return ""

    def post(self, owed: Owed, drawn: Errand, channel: str, may_leave: Callable[[], None]) -> tuple[str, str]:
        """Put the draft into the mailbox, or tell the tool."""
        if isinstance(drawn, Word):
            body, delivery = json.dumps(drawn.told).encode(), str(drawn.told["delivery"])
            event = str(drawn.told["event"])
            webhook.tell(
                self._web,
                drawn.url,
                self._hook_secret,
                event=event,
                delivery=delivery,
                body=body,
                now=self._now(),
            )
            return "", ""
        mail = drawn

        def put(box: Box) -> None:
            may_leave()  # opening it may have taken a while
            box.put(mail.content)

        self._boxes.inside(mail.mailbox, put)
        return "", ""

    def update(self, owed: Owed, drawn: Errand) -> None:
        """Nothing is changed once it is there: a draft in a mailbox is its owner's."""

    def is_repeatable(self, owed: Owed) -> bool:
        """Say whether it may be said twice: whoever is told of a hold knows it by the delivery's id."""
        return owed.kind == "hook"

    def find(self, owed: Owed, drawn: Errand) -> tuple[str, str] | None:
        """Look for a draft that may be there."""
        if isinstance(drawn, Word):
            return None
        mail = drawn
        return ("", "") if self._boxes.inside(mail.mailbox, lambda box: box.has(mail.message_id)) else None

    def take_back(self, owed: Owed) -> None:
        """Leave what is there: we never change or delete anything in a mailbox."""

    def give_up(self, owed: Owed, why: Refused) -> None:
        """Tell the mailbox's owner what to do; of a hold nobody could be told, an admin."""
        now = self._now()
        with self._db.transaction() as session:
            if owed.kind == "hook":
                escalation.undeliverable(session, self._policy(), owed, str(why), now)
                return
            mailbox = mailboxes.working(session, owed.team_id, mailboxes.owner(owed))
            claimed = (owed.leased_until or now) - LEASE
            if mailbox and mailbox.connected_at > claimed:
                why = Refused(str(why))  # said of the mailbox that she had before
            mailboxes.undeliverable(session, owed, mailbox, why, now)
