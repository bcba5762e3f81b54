"""What the SDR passes on: its fields, what makes it complete, and how typed text becomes contacts."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from app.domain.criteria import (
    AE_READY,
    CHECKS_FIELD,
    ExitCriteria,
    Judged,
    Kind,
    Readiness,
    Slot,
    State,
    is_ticked,
)
from app.domain.draft import plain_email
from app.domain.errors import Incomplete
from app.domain.frameworks import FRAMEWORKS
from app.domain.slots import nearest, zone_of_place

COMPANY = Slot("company", "Company", required=True, lines=False)
WEBSITE = Slot("website", "Website", "For example acme.com", lines=False)
CONTACT = (
    Slot("contact_name", "Contact name", "The person the AE will talk to", required=True, lines=False),
    Slot("contact_email", "Contact email", required=True, lines=False),
    Slot("contact_role", "Contact role", "For example VP Operations", lines=False),
)
REACH = (
    Slot("contact_phone", "Contact phone", "With the country code: +44 20 7946 0000", lines=False),
    Slot("contact_place", "Contact's city", "Times are proposed by its clock: Tokyo, Berlin", lines=False),
)
MORE_CONTACTS = Slot("more_contacts", "More contacts", "One per line: name, email, role")
QUOTES = Slot("quotes", "In their own words", "Word for word, one per line: the introduction may quote it")
STORY = (
    Slot("background", "Company background", "Size, industry, what is going on there"),
    Slot("notes", "Discovery notes", "What you talked about, in their words", required=True),
    Slot("pain_points", "Pain points", "What hurts, and what it costs them", required=True),
    Slot("use_case", "Use case", "What they want to do with us", required=True),
    QUOTES,
    Slot("objections", "Objections", "Stays with colleagues; never in an email to the prospect"),
    Slot("fit_signals", "Product-fit signals", "Why this is one for us"),
    Slot("tone", "Tone and intent", "How they speak, how warm they are"),
)
NEXT_STEP = Slot("next_step", "Agreed next step", "What you promised them, and by when", required=True)
WHO = (COMPANY, WEBSITE, *CONTACT, *REACH, MORE_CONTACTS)  # what each step of the form asks for
TOLD = (*STORY, NEXT_STEP)
CHOOSE = "choose"  # the box that leaves the AE to the policy
# Texts of the form that are no part of the package:
BESIDE = (
    *("ae", "segment", "priority", "source", "language"),
    *("approval_reason", "duplicate", "duplicate_reason"),
)


class Contact(BaseModel):
    """A person at the prospect's."""

    name: str
    email: str
    role: str = ""


class Package(BaseModel):
    """A complete package, as stored with the handoff. `answers` holds every text field by its name."""

    company: str
    website: str = ""
    contacts: list[Contact] = Field(min_length=1)
    answers: dict[str, str]
    checks: list[str]
    framework: str
    phone: str = ""
    place: str = ""  # where the first contact is
    zone: str = ""  # there, by its IANA name
    language: str = ""  # of the letters to them; "": the team's
    criteria: list[Judged] = Field(default_factory=list)  # as they were judged; see `judged`
    waived: str = ""  # why it should go on although it is not ready: a manager decides
    despite: str = ""  # why it was handed off although others of the same prospect were open
    beside: list[int] = Field(default_factory=list)  # which ones

    def answer(self, name: str) -> str:
        """Give what was written in a field, or nothing."""
        return self.answers.get(name, "")

    @property
    def readiness(self) -> Readiness:
        """Give how far it meets the criteria that it was judged by."""
        return Readiness(self.criteria or _judged_before(self))


def build(values: Mapping[str, Any], exits: ExitCriteria) -> Package:
    """Make a package of what was typed, or raise Incomplete with every fault by field name at once.

    `values` maps a field's name to a text, or to the list of what is ticked in it.
    """
    given = tidied(values, exits)
    faults = exits.faults(given) | faults_of(given)
    if faults:
        raise Incomplete(faults)
    fields = [one for one in exits.fields if one.kind is not Kind.CHECK]
    return Package(
        company=given["company"],
        website=given.get("website", ""),
        contacts=_contacts(given, {}),
        answers={one.name: text for one in (*TOLD, *fields) if (text := given.get(one.name))},
        checks=[one.name for one in exits.criteria if one.kind is Kind.CHECK and is_ticked(one, given)],
        framework=exits.framework,
        phone=given.get("contact_phone", ""),
        place=given.get("contact_place", ""),
        zone=zone_of_place(given.get("contact_place", "")) or "",
        language=given.get("language", ""),
        criteria=exits.judge(given),
    )


def values_of(passed: Package) -> dict[str, Any]:
    """Give what stood in the form of a package, so that it can be gone on with."""
    first, *more = passed.contacts
    boxes = {one.name: [one.name] for one in passed.criteria if one.name in passed.checks}
    return {
        "company": passed.company,
        "website": passed.website,
        "contact_name": first.name,
        "contact_email": first.email,
        "contact_role": first.role,
        "contact_phone": passed.phone,
        "contact_place": passed.place,
        "language": passed.language,
        "more_contacts": "\n".join(f"{one.name}, {one.email}, {one.role}".rstrip(", ") for one in more),
        CHECKS_FIELD: passed.checks,
        **boxes,
        **{f"{one.name}.state": one.state.value for one in passed.criteria},
        **passed.answers,
    }


def faults_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Say, by field, what is wrong with tidied values, the criteria aside."""
    faults: dict[str, str] = {}
    for slot in (*WHO, *TOLD):
        text = given.get(slot.name, "")
        if slot.required and not text:
            faults[slot.name] = f"{slot.label} is needed."
        if len(text) > slot.limit:
            faults[slot.name] = (
                f"{slot.label} can have {slot.limit} characters at most; these are {len(text)}."
            )
    if (place := given.get("contact_place", "")) and zone_of_place(place) is None:
        faults["contact_place"] = _no_place(place)
    _contacts(given, faults)
    return faults


def _no_place(place: str) -> str:
    near = [zone.rpartition("/")[2].replace("_", " ") for zone in nearest(place)[:2]]
    meant = f" Did you mean {' or '.join(near)}? If not, please" if near else " Please"
    return (
        f"We do not know what time it is in “{clip(place, 40)}”.{meant} name a large city with the same time."
    )


def tidied(values: Mapping[str, Any], exits: ExitCriteria) -> dict[str, Any]:
    """Tidy every text, and drop what is of another kind than its field: a list where a text belongs."""
    checks = [one for one in exits.fields if one.kind is Kind.CHECK]
    boxes = {CHECKS_FIELD, CHOOSE, *(one.name for one in checks)}
    texts = {*BESIDE, *(slot.name for slot in (*WHO, *TOLD)), *(one.state_field for one in exits.fields)}
    texts |= {one.name for one in exits.fields} - boxes
    lists = {name: one for name, one in values.items() if isinstance(one, list) and name not in texts}
    return lists | {n: tidy(one) for n, one in values.items() if isinstance(one, str) and n not in boxes}


def _judged_before(package: Package) -> list[Judged]:
    """Judge a package of an earlier release, in which every criterion had to be answered."""
    known = {*package.answers, *package.checks}
    every = (*FRAMEWORKS.get(package.framework, ()), *AE_READY)
    return [
        Judged(
            name=one.name,
            label=one.label,
            asked=State.CLAIMED,
            state=State.CLAIMED if one.name in known else State.EMPTY,
        )
        for one in every
    ]


def tidy(text: str) -> str:
    """Strip a typed text, and take out what no database or screen can hold (NUL, lone surrogates).

    A text in which nothing can be seen is none.
    """
    clean = text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    return clean if any(letter.isprintable() and not letter.isspace() for letter in clean) else ""


def _contacts(given: Mapping[str, Any], faults: dict[str, str]) -> list[Contact]:
    """Read the contacts, adding to `faults` what is wrong with them."""
    name, email, role = (given.get(slot.name, "") for slot in CONTACT)
    first = Contact(name=name, email=email, role=role)
    if first.email and (readable := email_or_none(first.email)):
        first.email = readable
    elif first.email:
        faults["contact_email"] = f"“{clip(first.email)}” is not an email address we can write to."
    lines = given.get("more_contacts", "").splitlines()
    more = [_contact_line(line, faults) for line in lines if line.strip()]
    return [first, *(contact for contact in more if contact)]


def _contact_line(line: str, faults: dict[str, str]) -> Contact | None:
    name, email, role = ([part.strip() for part in line.split(",", 2)] + ["", ""])[:3]
    valid = email_or_none(email)
    if not (name and valid):
        faults["more_contacts"] = f"“{clip(line.strip())}” is not a name, an email address and a role."
        return None
    return Contact(name=name, email=valid, role=role)


def email_or_none(text: str) -> str | None:
    """Give the address in the form every mail server takes, or None if it is none."""
    try:
        return plain_email(text)
    except ValueError:
        return None


def clip(text: str, limit: int = 60) -> str:
    """Cut a quotation to a length fit for an error message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
