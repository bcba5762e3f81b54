"""Links that open a draft, filled in, in the mail program of the person who sends it."""

from dataclasses import dataclass
from urllib.parse import quote

from app.domain.draft import Address, Draft

LIMIT = 2900  # a Slack button's link may have 3,000 characters


@dataclass(frozen=True)
class Link:
    """An address that opens a draft."""

    url: str
    whole: bool  # False: the body was left out, for the link would be too long


def gmail(draft: Draft) -> Link:
    """Open the draft in Gmail. Raises ValueError when recipients and subject alone are too long."""
    fields = {"to": _emails(draft.to), "cc": _emails(draft.cc), "su": _text(draft.subject)}
    return _link("https://mail.google.com/mail/?view=cm&fs=1&", fields, draft.body)


def outlook(draft: Draft) -> Link:
    """Open the draft in Outlook on the web; raises like `gmail`."""
    fields = {"to": _emails(draft.to), "cc": _emails(draft.cc), "subject": _text(draft.subject)}
    return _link("https://outlook.office.com/mail/deeplink/compose?", fields, draft.body)


def mailto(draft: Draft) -> Link:
    """Open the draft in the default mail program; raises like `gmail`.

    RFC 6068 has bare addresses only, so no link carries names.
    """
    fields = {"cc": _emails(draft.cc), "subject": _text(draft.subject)}
    return _link(f"mailto:{_emails(draft.to)}?", fields, draft.body)


def _link(start: str, fields: dict[str, str], body: str) -> Link:
    whole, bare = (_url(start, fields | more) for more in ({"body": _text(body)}, {}))
    if len(whole) <= LIMIT:
        return Link(whole, whole=True)
    if len(bare) <= LIMIT:
        return Link(bare, whole=False)
    raise ValueError("the recipients and the subject are too long for a link; shorten the subject")


def _url(start: str, fields: dict[str, str]) -> str:
    return (start + "&".join(f"{name}={value}" for name, value in fields.items() if value)).rstrip("?&")


def _emails(addresses: tuple[Address, ...]) -> str:
    return ",".join(quote(address.email, safe="@") for address in addresses)


def _text(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")
