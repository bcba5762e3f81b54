"""What a message says of a prospect: what the form begins with when it is opened from one. Pure."""

import re
from collections.abc import Collection

from app.domain.package import email_or_none
from app.domain.prospect import FREEMAIL, host

READ = 10_000  # characters of a message that are searched
LINK = re.compile(r"<(?P<to>(?:https?://|mailto:)[^|>\s]+)(?:\|(?P<shown>[^>]*))?>")
EMAIL = re.compile(r"[^\s<>@,;:()|\"“”]{1,64}@[^\s<>@,;:()|\"“”]{1,250}[^\W_]")
SITE = re.compile(r"(?:https?://|\bwww\.)[^\s<>|\"“”)]+", re.IGNORECASE)
TOOLS = ("slack.com", "zoom.us", "google.com", "microsoft.com", "calendly.com")  # links that name no prospect


def plain(text: str) -> str:
    """Turn a message's text, as Slack gives it, into what its reader saw."""
    return unescaped(LINK.sub(lambda link: link["shown"] or link["to"].removeprefix("mailto:"), text))


def clues(text: str, ours: Collection[str] = ()) -> dict[str, str]:
    """Guess contact email, website and company, by field, from a message's text as Slack gives it.

    `ours` are the domains of colleagues, which name no prospect.
    """
    text = text[:READ]
    links, seen = [unescaped(link["to"]) for link in LINK.finditer(text)], plain(text)
    emails = [found for one in EMAIL.findall(seen) if (found := email_or_none(one))]
    email = next((one for one in emails if _domain(one) not in ours), "")
    sites = [one for one in links if one.startswith("http")] + [
        one.rstrip(".,;:!?") for one in SITE.findall(seen)
    ]
    site = next((one for one in sites if not host(one).endswith((*TOOLS, *ours))), "")
    if not site and email and _domain(email) not in FREEMAIL:
        site = _domain(email)
    company = host(site).removeprefix("www.").split(".")[0].capitalize()
    guessed = {"contact_email": email, "website": site[:150], "company": company[:150]}
    return {field: found for field, found in guessed.items() if found}


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def unescaped(text: str) -> str:
    """Undo Slack's three entities, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
