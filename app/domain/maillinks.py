"""Links that open a draft, filled in, in the mail program of the person who sends it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from app.domain.draft import Address, Draft

# A button's link may have 3,000 characters, but Slack's app for Windows hands on no more than 2,081 of them,
# and what stands behind a mailto: link there often cuts it at 2,048.
LIMIT = 2000
GMAIL = "https://mail.google.com/mail/?view=cm&fs=1&"
OUTLOOK = "https://outlook.cloud.microsoft/mail/deeplink/compose?mailtouri="


@dataclass(frozen=True)
class Link:
    """An address that opens a draft."""

    url: str
    whole: bool  # False: the body was left out, for the link would be too long


def gmail(draft: Draft) -> Link:
    """Open the draft in Gmail. Raises ValueError when recipients and subject alone are too long."""
    return _link(draft, _gmail)


def outlook(draft: Draft) -> Link:
    """Open the draft in Outlook on the web, with a work account; raises like `gmail`.

    It gets a whole mailto: link, as from a browser: given field by field, it was seen to drop Cc and to turn
    the "+" of an address into a space. Encoded twice, it is longer: its body is the first to be left out.
    """
    return _link(draft, lambda one: OUTLOOK + quote(_mailto(one), safe=""))


def mailto(draft: Draft) -> Link:
    """Open the draft in the default mail program; raises like `gmail`.

    RFC 6068 has bare addresses only, so no link carries names.
    """
    return _link(draft, _mailto)


def fitting(whole: str, bare: Callable[[], str], too_long: str) -> Link:
    """Give the whole address if it fits a link, or else the one without its text; raises ValueError."""
    if len(whole) <= LIMIT:
        return Link(whole, whole=True)
    if len(short := bare()) <= LIMIT:
        return Link(short, whole=False)
    raise ValueError(too_long)


def _link(draft: Draft, url: Callable[[Draft], str]) -> Link:
    too_long = "the recipients and the subject are too long for a link; shorten the subject"
    return fitting(url(draft), lambda: url(replace(draft, body="")), too_long)


def _gmail(draft: Draft) -> str:
    fields = {"to": _emails(draft.to), "cc": _emails(draft.cc), "su": _text(draft.subject)}
    return GMAIL + _query(fields | {"body": _text(draft.body)})


def _mailto(draft: Draft) -> str:
    fields = {"cc": _emails(draft.cc), "subject": _text(draft.subject), "body": _text(draft.body)}
    return f"mailto:{_emails(draft.to)}?{_query(fields)}".rstrip("?")


def _query(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items() if value)


def _emails(addresses: tuple[Address, ...]) -> str:
    return ",".join(quote(address.email, safe="@") for address in addresses)


def _text(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")  # line breaks as RFC 6068 has them
