"""What a prospect is recognised by when somebody hands it off again: email, domain, company. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.prospect import FREEMAIL, host, reach

LONGEST = 320  # characters of a stored value
PAGES = ("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com")
SHARED = FREEMAIL | {*PAGES}  # domains that say nothing of whose they are
LEGAL_FORMS = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp"),
        *("ltd", "limited", "plc", "pty", "pte", "gmbh", "mbh", "ug", "ag", "kg", "kgaa"),
        *("ohg", "gbr", "ev", "eg", "se", "sa", "sas", "sasu", "sarl", "srl", "spa"),
        *("sl", "slu", "bv", "nv", "ab", "as", "asa", "aps", "oy", "oyj", "kft", "zrt", "sro", "doo"),
    }
)


class Alike(NamedTuple):
    """One thing by which two prospects are the same; `kind` is email, domain or company."""

    kind: str
    value: str


@dataclass(frozen=True)
class Match:
    """An open handoff of what seems to be the same prospect, and what told so."""

    handoff: Handoff
    kinds: tuple[str, ...]
    place: tuple[str, str] | None = None  # channel and ts of the viewer's own card of it, if she has one

    @property
    def holder(self) -> str:
        """Give who has it (a Slack id), or "" while nobody does."""
        return self.handoff.owner_id or self.handoff.ae_id


def likenesses(package: Package) -> tuple[Alike, ...]:
    """Give all that a prospect is recognised by, each once."""
    emails = [address(one.email) for one in package.contacts]
    domains = [host(package.website), *(email.rpartition("@")[2] for email in emails)]
    found = [
        *(Alike("email", email) for email in emails),
        *(Alike("domain", domain(name)) for name in domains),
        Alike("company", company(package.company)),
    ]
    return tuple(dict.fromkeys(Alike(one.kind, one.value[:LONGEST]) for one in found if one.value))


def address(email: str) -> str:
    """Give an email address without what makes no difference: capitals, and a tag after a plus."""
    local, _, name = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{name}" if local and name else ""


def domain(name: str) -> str:
    """Give a domain that stands for one company, without "www."; "" for a shared one, or none at all."""
    name = name.strip().strip(".").casefold().removeprefix("www.")
    return name if "." in name and SHARED.isdisjoint(reach(name)) else ""


def company(name: str) -> str:
    """Give a company's name without capitals, punctuation and legal form: "ACME, Inc." is "acme"."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    joined = re.sub(r"[.'’]", "", folded)  # S.A. is SA
    kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in joined)
    words = kept.split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words) or folded.strip()
