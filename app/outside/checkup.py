"""What `handoff doctor` looks at of other services. Nobody outside is asked."""

from collections.abc import Iterator

from app.outside.boxes import purpose
from app.outside.building import providers, safe_of
from app.outside.safe import Safe, Unreadable
from app.policy import Policy
from app.settings import HOW, Settings
from app.store import mailboxes
from app.store.db import Database

SHORTEST_SECRET = 32
Check = tuple[str, str]  # what was looked at, and what to do about it ("": it is well)


def settings_of(settings: Settings, policy: Policy) -> Iterator[Check]:
    """Look at the settings that belong together; nothing where none of them is used."""
    for provider in providers(settings).values():
        lacking = [
            name
            for name, value in (
                ("MAILBOX_KEY", settings.mailbox_key),
                ("PUBLIC_URL", settings.public_url),
                ("its client secret", provider.client_secret),
            )
            if not value
        ]
        back = f"{settings.public_url}/mailbox/{provider.name}/callback"
        advice = f"set {' and '.join(lacking)} too, or nobody is offered it" if lacking else ""
        yield f"{provider.label}: comes back to {back}" if not lacking else provider.label, advice
    if policy.outreach.webhook:
        short = len(settings.hook_secret) < SHORTEST_SECRET
        advice = f"set HOOK_SECRET to {SHORTEST_SECRET} characters or more: it signs what is sent"
        yield "webhook (outreach.webhook)", advice if short else ""


def secrets(settings: Settings, db: Database) -> Iterator[Check]:
    """Try the key on every mailbox's secret, and name those that let us in no more."""
    with db.reading() as session:
        every = mailboxes.every(session)
    if not every:
        return
    if (safe := safe_of(settings)) is None:
        yield "mailboxes", f"MAILBOX_KEY is missing, and {len(every)} are connected: {HOW['MAILBOX_KEY']}"
        return
    yield f"mailboxes: {len(every)} connected", ""
    for one in every:
        if not _opens(safe, purpose(one.team_id, one.person_id), one.secret):
            yield f"mailbox {one.address}", "no key of MAILBOX_KEY opens its secret: connect it anew"
        elif one.failed_at:
            yield f"mailbox {one.address}", f"it lets us in no more ({one.error}): connect it anew"


def _opens(safe: Safe, whose: str, secret: str) -> bool:
    try:
        safe.open(whose, secret)
    except Unreadable:
        return False
    return True
