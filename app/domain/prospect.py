"""What the rules of routing look at: segment, priority, and where the prospect is on the net."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.package import Package

FREEMAIL = frozenset(  # mail hosts at which people have an address of their own: they name no company
    {
        *("163.com", "aol.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com"),
        *("hotmail.co.uk", "hotmail.com", "hotmail.fr", "icloud.com", "live.com", "mac.com", "mail.com"),
        *("me.com", "msn.com", "orange.fr", "outlook.com", "pm.me", "proton.me", "protonmail.com", "qq.com"),
        *("t-online.de", "web.de", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.fr", "yandex.com"),
        "zoho.com",
    }
)
PLACES = ("territory", "country", "region")  # fields of a team's own, if it has them


@dataclass(frozen=True)
class Prospect:
    """What the rules of the policy look at; `domains` and `territories` in lower case."""

    segment: str = ""
    priority: str = "standard"
    domains: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


def prospect(package: Package, segment: str, priority: str) -> Prospect:
    """Take from a package what routing looks at."""
    emails = [one.email for one in package.contacts]
    return located(package.website, emails, package.answers, segment, priority)


def located(
    website: str, emails: Sequence[str], answers: Mapping[str, object], segment: str, priority: str
) -> Prospect:
    """Take what routing looks at from the fields of a form."""
    names = [host(website), *(email.strip().lower().rpartition("@")[2] for email in emails)]
    places = [str(answers.get(name) or "").strip().lower() for name in PLACES]
    return Prospect(
        segment,
        priority,
        tuple(dict.fromkeys(name.removeprefix("www.") for name in names if name)),
        tuple(place for place in places if place),
    )


def reach(name: str) -> Iterator[str]:
    """List a domain name and those above it, longest first: eu.acme.com, acme.com, com."""
    labels = name.strip().lower().strip(".").split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


def host(website: str) -> str:
    """Give the name of the machine that a web address, as people type it, leads to, in lower case."""
    rest = website.strip().lower().rpartition("://")[2]
    return re.split(r"[/?#:]", rest, maxsplit=1)[0].rpartition("@")[2].strip(".")
