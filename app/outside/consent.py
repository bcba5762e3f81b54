"""The pages on which somebody connects her mailbox: to Google or Microsoft, and back with her consent."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx
from sqlmodel import Session

from app.domain.model import Person
from app.domain.model_mail import Mailbox
from app.domain.tries import NotPosted, Refused
from app.outside import oauth
from app.outside.boxes import online, purpose
from app.outside.gmail import Expired
from app.outside.oauth import Provider, Tokens
from app.outside.safe import Safe, Unreadable
from app.services import mailboxes
from app.store import inbound, people
from app.store.db import Database

LINK_IS_GOOD_FOR = timedelta(days=1)  # as long as somebody may look at one Home tab
CONSENT_IS_GOOD_FOR = timedelta(minutes=15)
OLD = "This link is not good any more. Please open the app's Home tab in Slack anew, and use the one there."


class NotConnected(Exception):
    """The text says why, and what to do: it is shown on the page."""


class Consent:
    """Leads somebody to her provider and back. What she brings along says who she is, sealed by us."""

    def __init__(
        self,
        db: Database,
        safe: Safe,
        providers: Mapping[str, Provider],
        web: httpx.Client,
        now: Callable[[], datetime],
        *,
        public_url: str,
        secret: str,
    ) -> None:
        """Take the parts; `secret` is what the verifiers of PKCE are made of."""
        self._db, self._safe, self._providers, self._web, self._now = db, safe, providers, web, now
        self._public_url, self._secret = public_url.rstrip("/"), secret.encode()

    def links(self, team_id: str, person_id: str) -> dict[str, str]:
        """Give the links with which somebody can connect a mailbox: label → address."""
        told = {"team": team_id, "person": person_id}
        sealed = self._safe.seal("link", told, self._now())
        return {
            provider.label: f"{self._public_url}/mailbox/{provider.name}/start?state={sealed}"
            for provider in self._providers.values()
        }

    def start(self, name: str, state: str) -> str:
        """Give the address of the provider's page; raises NotConnected."""
        provider, person = self._provider(name), self._person("link", state, LINK_IS_GOOD_FOR)
        told = {"team": person.team_id, "person": person.id}
        sealed = self._safe.seal(f"consent {name}", told, self._now())
        return oauth.page(
            provider,
            back=self._back(name),
            state=sealed,
            verifier=self._verifier(sealed),
            hint=person.email,
        )

    def finish(self, name: str, asked: Mapping[str, str]) -> str:
        """Take the consent that somebody comes back with: once. Gives her address; raises NotConnected."""
        provider, state = self._provider(name), asked.get("state", "")
        person = self._person(f"consent {name}", state, CONSENT_IS_GOOD_FOR)
        if "error" in asked or not asked.get("code"):
            raise NotConnected("Nothing was connected, as you did not agree. You can close this page.")
        with self._db.transaction() as session:
            if not inbound.is_first(session, hashlib.sha256(state.encode()).hexdigest(), self._now()):
                raise NotConnected(OLD)
        try:
            tokens = oauth.exchange(
                self._web,
                provider,
                code=asked["code"],
                back=self._back(name),
                verifier=self._verifier(state),
                now=self._now(),
            )
            addresses = online(self._web, provider, tokens).addresses()
        except (NotPosted, Refused, Expired) as failure:
            why = f"Nothing was connected: {failure or 'the access was not taken'}. Please try again later."
            raise NotConnected(why) from failure
        if person.email.lower() not in [one.lower() for one in addresses]:
            theirs = " or ".join(addresses) or "somebody unknown"
            raise NotConnected(
                f"This mailbox is that of {theirs}, but Slack knows you as {person.email}: "
                "please use that one. Nothing was connected."
            )
        with self._db.transaction() as session:
            self._connect(session, person, provider, tokens)
        return person.email

    def _connect(self, session: Session, person: Person, provider: Provider, tokens: Tokens) -> None:
        now = self._now()
        mailbox = Mailbox(
            team_id=person.team_id,
            person_id=person.id,
            kind=provider.name,
            address=person.email,
            secret=self._safe.seal(purpose(person.team_id, person.id), tokens, now),
            connected_at=now,
        )
        mailboxes.connect(session, mailbox, now)

    def _person(self, why: str, state: str, good_for: timedelta) -> Person:
        try:
            told = self._safe.open(why, state, self._now(), good_for)
        except Unreadable:
            raise NotConnected(OLD) from None
        with self._db.reading() as session:
            person = people.get(session, told["team"], told["person"])
        if person is None or person.is_gone or not person.email:
            raise NotConnected("Slack does not tell us your address, so no mailbox can be connected.")
        return person

    def _provider(self, name: str) -> Provider:
        if (provider := self._providers.get(name)) is None:
            raise NotConnected("There is nothing here.")
        return provider

    def _back(self, name: str) -> str:
        return f"{self._public_url}/mailbox/{name}/callback"

    def _verifier(self, state: str) -> str:
        """Make what only we know of a consent (PKCE), without keeping it: 64 letters and digits."""
        return hmac.new(self._secret, state.encode(), hashlib.sha256).hexdigest()
