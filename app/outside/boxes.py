"""Opens somebody's mailbox, whatever kind it is, with the secret that only our key can read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

import httpx

from app.domain.model_mail import Mailbox
from app.domain.tries import ShutOut
from app.outside import imap, oauth
from app.outside.gmail import Expired, Gmail
from app.outside.graph import Graph
from app.outside.oauth import Provider, Tokens
from app.outside.safe import Safe, Unreadable
from app.services.mailboxes import IMAP
from app.store import mailboxes
from app.store.db import Database

T = TypeVar("T")


class Box(Protocol):
    """An open mailbox."""

    def put(self, mail: bytes) -> None:
        """Put a mail among the drafts."""

    def has(self, message_id: str) -> bool:
        """Say whether a draft with this id is there."""


def online(web: httpx.Client, provider: Provider, tokens: Tokens) -> Gmail | Graph:
    """Give a provider's mailbox, as far as the access token is taken."""
    return (Gmail if provider.name == "gmail" else Graph)(web, provider.api, str(tokens["access"]))


def purpose(team_id: str, person_id: str) -> str:
    """Say what a mailbox's secret is sealed for: in somebody else's row it opens nothing."""
    return f"secret {team_id} {person_id}"


class Boxes:
    """Opens mailboxes for as long as one thing is done in them."""

    def __init__(
        self,
        db: Database,
        safe: Safe | None,
        providers: Mapping[str, Provider],
        web: httpx.Client,
        now: Callable[[], datetime],
    ) -> None:
        """Take the parts; without a safe no mailbox opens."""
        self._db, self._safe, self._providers, self._web, self._now = db, safe, providers, web, now

    def inside(self, mailbox: Mailbox, does: Callable[[Box], T]) -> T:
        """Do something in a mailbox; raises as it does, or NotPosted, Refused or ShutOut before."""
        if self._safe is None:
            raise ShutOut("this bot connects no mailboxes any more")
        try:
            secret = self._safe.open(purpose(mailbox.team_id, mailbox.person_id), mailbox.secret)
        except Unreadable:
            raise ShutOut("its secret cannot be read any more") from None
        if mailbox.kind == IMAP:
            with imap.opened(imap.server(mailbox.server), secret["user"], secret["password"]) as box:
                return does(box)
        if (provider := self._providers.get(mailbox.kind)) is None:
            raise ShutOut("this bot connects no mailboxes of this kind any more")
        return self._with_access(self._safe, mailbox, provider, secret, does)

    def _with_access(
        self, safe: Safe, mailbox: Mailbox, provider: Provider, tokens: Tokens, does: Callable[[Box], T]
    ) -> T:
        """Try with the access token that we have, and with a new one if it is not taken."""
        if oauth.is_fresh(tokens, self._now()):
            try:
                return does(online(self._web, provider, tokens))
            except Expired:
                pass
        tokens = oauth.renew(self._web, provider, tokens, self._now())
        sealed = safe.seal(purpose(mailbox.team_id, mailbox.person_id), tokens, self._now())
        with self._db.transaction() as session:
            mailboxes.keep_secret(session, mailbox, sealed)
        try:
            return does(online(self._web, provider, tokens))
        except Expired:
            raise ShutOut(f"{provider.label} does not take its own access token") from None
