"""The joint introduction email: drafted on acceptance, edited by either colleague, marked as sent."""

from datetime import datetime
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlmodel import Session

from app.domain import intro
from app.domain.draft import one_line
from app.domain.errors import Conflict, Incomplete, NotAllowed, NotFound
from app.domain.lifecycle import OWNED
from app.domain.model import Handoff, Intro
from app.domain.package import Package, clip, email_or_none, tidy
from app.services import outbox
from app.services.team import Team
from app.store import handoffs

TEMPLATES = Path(__file__).parents[1] / "templates"
WORDS = ImmutableSandboxedEnvironment(
    loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
)
SUBJECT_LIMIT, BODY_LIMIT = 150, 3000


def draft(session: Session, crew: Team, handoff: Handoff, now: datetime) -> None:
    """Write the introduction of a handoff that was just accepted, and owe it to both colleagues."""
    package = Package.model_validate(handoff.package)
    if not package.contacts[0].email:
        return  # the prospect was forgotten: there is nobody to write to
    sdr, ae = crew.roster.people.get(handoff.sdr_id), crew.roster.people.get(handoff.ae_id)
    names = {"sdr": crew.roster.name(handoff.sdr_id), "ae": crew.roster.name(handoff.ae_id)}
    text = WORDS.get_template("intro.txt.j2").render(facts=intro.facts(package, **names))
    subject, _, body = text.partition("\n")
    values = {
        "recipients": [{"name": c.name, "email": c.email} for c in package.contacts],
        "copies": [{"name": p.name, "email": p.email} for p in (ae, sdr) if p and email_or_none(p.email)],
        "subject": clip(subject, SUBJECT_LIMIT),
        "body": clip(body, BODY_LIMIT),
        "edited_by": None,
        "opened_at": None,
        "sent_at": None,
        "sent_by": None,
    }
    handoffs.write_intro(session, handoff.number, values)
    _show(session, handoff, now)


def edit(
    session: Session,
    handoff: Handoff,
    person: str,
    *,
    to: str,
    cc: str,
    subject: str,
    body: str,
    now: datetime,
) -> None:
    """Change the draft. Raises Incomplete (fields to, cc, subject, body), NotAllowed or Conflict."""
    current = editable(session, handoff, person)
    faults: dict[str, str] = {}
    recipients = _addresses("to", to, current, faults)
    copies = _addresses("cc", cc, current, faults)
    if not recipients:
        faults.setdefault("to", "Name at least one recipient.")
    subject, body = one_line(tidy(subject)), tidy(body)
    for name, text, limit in (("subject", subject, SUBJECT_LIMIT), ("body", body, BODY_LIMIT)):
        if not text:
            faults[name] = f"The {name} is empty."
        elif len(text) > limit:
            faults[name] = f"The {name} can have {limit} characters at most; these are {len(text)}."
    if faults:
        raise Incomplete(faults)
    values = {
        "recipients": recipients,
        "copies": copies,
        "subject": subject,
        "body": body,
        "edited_by": person,
    }
    handoffs.write_intro(session, handoff.number, values)
    handoffs.record(session, handoff, "intro_edited", person, now)
    _show(session, handoff, now)


def editable(session: Session, handoff: Handoff, person: str) -> Intro:
    """Find the draft that somebody may still change; raises like `of`, and Conflict once it is sent."""
    current = of(session, handoff, person)
    if not current.body:
        raise Conflict("The introduction was erased with the prospect's data. Nothing was changed.")
    if current.sent_at:
        raise Conflict("The introduction was marked as sent, so it can no longer be edited.")
    return current


def opened(session: Session, handoff: Handoff, person: str, now: datetime) -> None:
    """Note that somebody opened the draft in a mail program: that is not yet "sent"."""
    if of(session, handoff, person).opened_at is None:
        handoffs.write_intro(session, handoff.number, {"opened_at": now})
        handoffs.record(session, handoff, "intro_opened", person, now)


def mark_sent(session: Session, handoff: Handoff, person: str, now: datetime) -> None:
    """Note that the introduction has gone out. Marking it twice changes nothing."""
    if of(session, handoff, person).sent_at:
        return
    handoffs.write_intro(session, handoff.number, {"sent_at": now, "sent_by": person})
    handoffs.record(session, handoff, "intro_sent", person, now)
    outbox.refresh(session, handoff, now)


def of(session: Session, handoff: Handoff, person: str) -> Intro:
    """Find the introduction that somebody on the handoff may work on; raises NotAllowed or NotFound."""
    if person not in (handoff.sdr_id, handoff.owner_id):
        raise NotAllowed("edit the introduction", "owner")
    found = handoffs.get_intro(session, handoff.number)
    if found is None or handoff.status not in OWNED:
        raise NotFound("There is no introduction for this handoff.")
    return found


def _show(session: Session, handoff: Handoff, now: datetime) -> None:
    for person in dict.fromkeys((handoff.sdr_id, handoff.owner_id or handoff.ae_id)):
        outbox.owe_anew(session, handoff, "intro", person, now)


def _addresses(name: str, text: str, current: Intro, faults: dict[str, str]) -> list[dict[str, str]]:
    """Read addresses separated by commas or lines, keeping the names that are known."""
    names = {entry["email"]: entry["name"] for entry in (*current.recipients, *current.copies)}
    found = []
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if not part.strip():
            continue
        if (email := email_or_none(part.strip())) is None:
            faults[name] = f"“{clip(part.strip())}” is not an email address."
        else:
            found.append({"name": names.get(email, ""), "email": email})
    return found
