"""The joint introduction email: drafted on acceptance, edited by either colleague, marked as sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import intro, slots
from app.domain.draft import one_line
from app.domain.errors import Conflict, Incomplete, NotAllowed, NotFound
from app.domain.languages import Language, say_moment
from app.domain.lifecycle import OWNED, Meeting, Status
from app.domain.model import Handoff
from app.domain.model_mail import Intro
from app.domain.package import Package, clip, email_or_none, tidy
from app.domain.slots import Proposal
from app.services import letters, mailboxes, outbox
from app.services.letters import BODY_LIMIT, SUBJECT_LIMIT
from app.services.team import Team
from app.store import handoffs


class Letter(NamedTuple):
    """A letter, and what it was written from."""

    template: str
    language: Language
    subject: str
    body: str


def draft_for_owner(session: Session, crew: Team, handoff: Handoff, now: datetime) -> None:
    """Write the introduction for its owner of now. What has gone out stays: the prospect hears of nothing."""
    current = handoffs.get_intro(session, handoff.number)
    if handoff.status is Status.ACCEPTED or (current and not current.sent_at):
        draft(session, crew, handoff, now)


def draft(session: Session, crew: Team, handoff: Handoff, now: datetime) -> None:
    """Write the introduction of a handoff that was just accepted, and owe it to both colleagues."""
    package = Package.model_validate(handoff.package)
    if not package.contacts[0].email:
        return  # the prospect was forgotten: there is nobody to write to
    sdr, ae = crew.roster.people.get(handoff.sdr_id), crew.roster.people.get(handoff.ae_id)
    offer = _proposal(crew, handoff, package, now)
    letter = written(crew, handoff, crew.policy.introduction.template, package.language, offer.slots)
    values = {
        "recipients": [{"name": c.name, "email": c.email} for c in package.contacts],
        "copies": [{"name": p.name, "email": p.email} for p in (ae, sdr) if p and email_or_none(p.email)],
        **letter._asdict(),
        "proposed": [slot.isoformat() for slot in offer.slots],
        "caution": offer.widened,
        "wish": "",
        "edited_by": None,
        "opened_at": None,
        "sent_at": None,
        "sent_by": None,
    }
    handoffs.write_intro(session, handoff.number, values)
    _show(session, handoff, now)
    mailboxes.put_drafts(session, handoff, now)


def _proposal(crew: Team, handoff: Handoff, package: Package, now: datetime) -> Proposal:
    """Find times for a first conversation; where it is unknown where the prospect is, by the AE's clock."""
    rules, ae = crew.policy.introduction, handoff.owner_id or handoff.ae_id
    zone = package.zone or crew.roster.zone(ae)
    return slots.propose(
        now, ae=crew.hours(ae), prospect_zone=zone, courtesy=rules.courtesy, length=rules.meeting
    )


def written(
    crew: Team, handoff: Handoff, template: str, language: str, proposed: Sequence[datetime] = ()
) -> Letter:
    """Write a letter about a handoff from a template, in a language ("": the team's)."""
    package, chosen = Package.model_validate(handoff.package), crew.policy.introduction.language_of(language)
    zone = package.zone or crew.roster.zone(handoff.ae_id)
    booked = handoff.meeting_at if handoff.meeting is Meeting.BOOKED else None
    facts = intro.facts(
        package,
        sdr=crew.roster.name(handoff.sdr_id),
        ae=crew.roster.name(handoff.owner_id or handoff.ae_id),
        times=[say_moment(slot, zone, chosen) for slot in proposed],
        booking=crew.roster.booking(handoff.owner_id or handoff.ae_id),
        meeting=say_moment(booked, zone, chosen) if booked else "",
    )
    return Letter(template, chosen, *letters.render(template, chosen, facts, folder=crew.policy.templates))


def rewritten(
    session: Session, crew: Team, handoff: Handoff, person: str, asked: Mapping[str, Any]
) -> Letter:
    """Write the letter anew that somebody edits, from the template and in the language that she chose."""
    current = editable(session, handoff, person)
    template = str(asked.get("template") or current.template)
    proposed = [datetime.fromisoformat(slot) for slot in current.proposed or ()]
    return written(crew, handoff, template, str(asked.get("language") or current.language), proposed)


def edit(
    session: Session, crew: Team, handoff: Handoff, person: str, typed: Mapping[str, Any], now: datetime
) -> None:
    """Change the draft to what was typed: to, cc, template, language, subject, body.

    Raises Incomplete at these fields, NotAllowed or Conflict.
    """
    current = editable(session, handoff, person)
    faults: dict[str, str] = {}
    recipients = _addresses("to", str(typed.get("to", "")), current, faults)
    copies = _addresses("cc", str(typed.get("cc", "")), current, faults)
    if not recipients:
        faults.setdefault("to", "Name at least one recipient.")
    subject, body = one_line(tidy(str(typed.get("subject", "")))), tidy(str(typed.get("body", "")))
    for name, text, limit in (("subject", subject, SUBJECT_LIMIT), ("body", body, BODY_LIMIT)):
        if not text:
            faults[name] = f"The {name} is empty."
        elif len(text) > limit:
            faults[name] = f"The {name} can have {limit} characters at most; these are {len(text)}."
    template, language = _form(crew, typed, current, faults)
    if faults:
        raise Incomplete(faults)
    letter = Letter(template, crew.policy.introduction.language_of(language), subject, body)
    values = {"recipients": recipients, "copies": copies, **letter._asdict(), "edited_by": person, "wish": ""}
    handoffs.write_intro(session, handoff.number, values)
    handoffs.record(session, handoff, "intro_edited", person, now)
    _show(session, handoff, now)


def _form(crew: Team, typed: Mapping[str, Any], current: Intro, faults: dict[str, str]) -> tuple[str, str]:
    """Read which template in which language was chosen; there may be none of it (any more)."""
    template, language = (str(typed.get(name) or getattr(current, name)) for name in ("template", "language"))
    if template and language and language not in letters.languages(template, crew.policy.templates):
        faults["language"] = f"There is no “{template}” in this language. Please choose another one."
    return template, language


def ask_change(session: Session, handoff: Handoff, person: str, wish: str, now: datetime) -> None:
    """Let the owner ask the SDR for a change before the letter goes; raises as `editable`, or Incomplete."""
    may_ask(session, handoff, person)
    if not (text := tidy(wish)):
        raise Incomplete({"wish": "Please say what should change."})
    handoffs.write_intro(session, handoff.number, {"wish": text})
    handoffs.record(session, handoff, "intro_wished", person, now)
    news = {"action": "intro_wished", "actor": person, "wish": text}
    outbox.owe_once(session, handoff, "news", handoff.sdr_id, now, news, part=f"wish {now.timestamp():.0f}")
    _show(session, handoff, now)


def may_ask(session: Session, handoff: Handoff, person: str) -> None:
    """Raise as `editable`, and NotAllowed for anybody but the owner: the SDR has nobody to ask."""
    editable(session, handoff, person)
    if person != handoff.owner_id:
        raise NotAllowed("ask for a change", "owner")


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
