"""What the SDR passes on: its fields, what makes it complete, and how typed text becomes contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field

from app.domain.draft import plain_email
from app.domain.errors import Incomplete

LONG, SHORT = 3000, 150  # Slack's own limit for a text input, and one line's worth


@dataclass(frozen=True)
class Slot:
    """One question of the package."""

    name: str
    label: str
    hint: str = ""
    required: bool = False
    lines: bool = True

    @property
    def limit(self) -> int:
        """Give the number of characters it may hold."""
        return LONG if self.lines else SHORT


COMPANY = Slot("company", "Company", required=True, lines=False)
WEBSITE = Slot("website", "Website", "For example acme.com", lines=False)
CONTACT = (
    Slot("contact_name", "Contact name", "The person the AE will talk to", required=True, lines=False),
    Slot("contact_email", "Contact email", required=True, lines=False),
    Slot("contact_role", "Contact role", "For example VP Operations", lines=False),
)
MORE_CONTACTS = Slot("more_contacts", "More contacts", "One per line: name, email, role")
STORY = (
    Slot("background", "Company background", "Size, industry, what is going on there"),
    Slot("notes", "Discovery notes", "What you talked about, in their words", required=True),
    Slot("pain_points", "Pain points", "What hurts, and what it costs them", required=True),
    Slot("use_case", "Use case", "What they want to do with us", required=True),
    Slot("objections", "Objections", "Stays with colleagues; never in an email to the prospect"),
    Slot("fit_signals", "Product-fit signals", "Why this is one for us"),
    Slot("tone", "Tone and intent", "How they speak, how warm they are"),
)
NEXT_STEP = Slot("next_step", "Agreed next step", "What you promised them, and by when", required=True)

FRAMEWORKS: Mapping[str, tuple[Slot, ...]] = {
    "BANT": (
        Slot("budget", "Budget", "What they can spend, or who decides on it", required=True),
        Slot("authority", "Authority", "Who decides, who else is asked", required=True),
        Slot("need", "Need", "Why they must act", required=True),
        Slot("timeline", "Timeline", "When they want it to work", required=True),
    ),
    "MEDDIC": (
        Slot("metrics", "Metrics", "The gain they expect, in numbers", required=True),
        Slot("economic_buyer", "Economic buyer", "Who signs", required=True),
        Slot("decision_criteria", "Decision criteria", "What they compare by", required=True),
        Slot("decision_process", "Decision process", "Steps and people until a yes", required=True),
        Slot("identify_pain", "Identified pain", "The problem they own up to", required=True),
        Slot("champion", "Champion", "Who sells for us inside", required=True),
    ),
}
FRAMEWORKS = {
    **FRAMEWORKS,
    "MEDDPICC": (
        *FRAMEWORKS["MEDDIC"][:4],
        Slot("paper_process", "Paper process", "Legal, security, procurement", required=True),
        *FRAMEWORKS["MEDDIC"][4:],
        Slot("competition", "Competition", "Who else they talk to", required=True),
    ),
}

CHECKS: Mapping[str, str] = {
    "confirmed_interest": "Confirmed interest",
    "clear_use_case": "Clear use case",
    "willing_to_go_deeper": "Willing to go deeper",
}
CHECKS_FIELD = "checks"


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

    def answer(self, name: str) -> str:
        """Give what was written in a field, or nothing."""
        return self.answers.get(name, "")


def slots(framework: str) -> tuple[Slot, ...]:
    """List every text field of the form for a framework, in the order of the form."""
    return (COMPANY, WEBSITE, *CONTACT, MORE_CONTACTS, *STORY, *FRAMEWORKS[framework], NEXT_STEP)


def build(values: Mapping[str, str], checks: Iterable[str], *, framework: str) -> Package:
    """Make a package of what was typed, or raise Incomplete with every fault by field name at once."""
    typed = {slot.name: tidy(values.get(slot.name, "")) for slot in slots(framework)}
    faults = _missing(typed, framework) | _too_long(typed, framework)
    ticked = [name for name in CHECKS if name in set(checks)]
    if unticked := [label for name, label in CHECKS.items() if name not in ticked]:
        faults[CHECKS_FIELD] = f"Not AE-ready yet: {', '.join(unticked)}."
    contacts = _contacts(typed, faults)
    if faults:
        raise Incomplete(faults)
    apart = {COMPANY.name, WEBSITE.name, MORE_CONTACTS.name, *(slot.name for slot in CONTACT)}
    return Package(
        company=typed["company"],
        website=typed["website"],
        contacts=contacts,
        answers={name: text for name, text in typed.items() if text and name not in apart},
        checks=ticked,
        framework=framework,
    )


def tidy(text: str) -> str:
    """Strip a typed text, and take out what no database or screen can hold (NUL, lone surrogates).

    A text in which nothing can be seen is none.
    """
    clean = text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    return clean if any(letter.isprintable() and not letter.isspace() for letter in clean) else ""


def _missing(typed: Mapping[str, str], framework: str) -> dict[str, str]:
    return {s.name: f"{s.label} is needed." for s in slots(framework) if s.required and not typed[s.name]}


def _too_long(typed: Mapping[str, str], framework: str) -> dict[str, str]:
    return {
        s.name: f"{s.label} can have {s.limit} characters at most; these are {len(typed[s.name])}."
        for s in slots(framework)
        if len(typed[s.name]) > s.limit
    }


def _contacts(typed: Mapping[str, str], faults: dict[str, str]) -> list[Contact]:
    """Read the contacts, adding to `faults` what is wrong with them."""
    first = Contact(name=typed["contact_name"], email=typed["contact_email"], role=typed["contact_role"])
    if first.email and (email := email_or_none(first.email)):
        first.email = email
    elif first.email:
        faults["contact_email"] = f"“{clip(first.email)}” is not an email address we can write to."
    more = [_contact_line(line, faults) for line in typed["more_contacts"].splitlines() if line.strip()]
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
