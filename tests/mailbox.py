"""A draft as mail programs read it: from a link, and from an .eml by three parsers."""

import email
import email.policy
from dataclasses import dataclass, replace
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from fast_mail_parser import PyAddress, parse_email

from app.domain.draft import Address, Draft

Named = tuple[str, str]  # a name and an address


@dataclass(frozen=True)
class Mail:
    """What is read; line breaks of the body are "\\n"."""

    to: list[Named]
    cc: list[Named]
    subject: str
    body: str


def meant(draft: Draft) -> Mail:
    """What a mail program should read in the file of a draft."""
    return Mail(_named(draft.to), _named(draft.cc), draft.subject, draft.body)


def meant_by_link(draft: Draft, whole: bool) -> Mail:
    """What it should read in a link, which has no names, and sometimes no body."""
    to, cc = ([("", address.email) for address in addresses] for addresses in (draft.to, draft.cc))
    return Mail(to, cc, draft.subject, draft.body if whole else "")


def opened(url: str) -> Mail:
    """Read a link as Gmail, Outlook or a mail program does; fails on any field besides the mail's."""
    parts = urlsplit(url)
    assert not parts.fragment
    fields = parse_qsl(parts.query, strict_parsing=True) if parts.query else []
    found = dict(fields)
    assert len(found) == len(fields)
    if parts.netloc == "outlook.cloud.microsoft":
        assert list(found) == ["mailtouri"]
        assert "+" not in found["mailtouri"]  # which Outlook would read as a space
        return opened(found["mailtouri"])
    if parts.netloc == "mail.google.com":
        assert (found.pop("view"), found.pop("fs")) == ("cm", "1")
        found["subject"] = found.pop("su", "")
    else:
        assert (parts.scheme, parts.netloc) == ("mailto", "")
        assert parts.query.count("?") == 0
        found["to"] = unquote(parts.path)
    assert found.keys() <= {"to", "cc", "subject", "body"}
    to, cc = ([("", one) for one in found[name].split(",")] if name in found else [] for name in ("to", "cc"))
    return Mail(to, cc, found.get("subject", ""), found.get("body", "").replace("\r\n", "\n"))


def check(raw: bytes, draft: Draft) -> None:
    """Read an .eml by the library's parsers, the old one and the new, and by one in another language.

    Each finds the draft. Where a name takes several encoded words, the new one reads spaces between them,
    against RFC 2047 and unlike everybody else; of such names it is asked for the letters.
    """
    assert _read_by_another(raw) == meant(draft)
    assert _read_by_the_old_one(raw) == meant(draft)
    by_the_new_one, wanted = _read_by_the_new_one(raw), meant(draft)
    if b"?=\r\n =?" in raw.partition(b"\r\nSubject:")[0]:
        by_the_new_one, wanted = _without_spaces(by_the_new_one), _without_spaces(wanted)
    assert by_the_new_one == wanted


def html_of(raw: bytes) -> str:
    """The HTML in an .eml, with "\\n" as line breaks."""
    return parse_email(raw).text_html[0].replace("\r\n", "\n")


def _read_by_the_new_one(raw: bytes) -> Mail:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert not mail.defects
    to, cc = (
        [(one.display_name, one.addr_spec) for field in mail.get_all(name, []) for one in field.addresses]
        for name in ("To", "Cc")
    )
    part = mail.get_body(("plain",))
    assert part is not None
    return Mail(to, cc, str(mail["Subject"]), part.get_content().replace("\r\n", "\n"))


def _read_by_the_old_one(raw: bytes) -> Mail:
    mail = email.message_from_bytes(raw)
    to, cc = (
        [(str(make_header(decode_header(name))), at) for name, at in getaddresses(mail.get_all(field, []))]
        for field in ("To", "Cc")
    )
    parts = cast("list[Message]", mail.get_payload())
    body = cast(bytes, parts[0].get_payload(decode=True)).decode()
    subject = str(make_header(decode_header(mail["Subject"])))
    return Mail(to, cc, subject, body.replace("\r\n", "\n"))


def _read_by_another(raw: bytes) -> Mail:
    mail = parse_email(raw)
    assert not mail.warnings
    assert not mail.attachments
    assert not mail.bcc
    (body,) = mail.text_plain
    return Mail(_addresses(mail.to), _addresses(mail.cc), mail.subject, body.replace("\r\n", "\n"))


def _without_spaces(mail: Mail) -> Mail:
    to, cc = ([("".join(name.split()), at) for name, at in field] for field in (mail.to, mail.cc))
    return replace(mail, to=to, cc=cc)


def _addresses(found: list[PyAddress]) -> list[Named]:
    return [(one.display_name or "", one.address) for one in found]


def _named(addresses: tuple[Address, ...]) -> list[Named]:
    return [(one.name, one.email) for one in addresses]


class Page(HTMLParser):
    """The tags of a page, its links with what is shown for each, and its text by lines."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str, str | None]] = set()
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    @property
    def lines(self) -> list[str]:
        """The lines that hold anything."""
        return [line for line in self.text.split("\n") if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, *attr) for attr in attrs if tag != "a"}
        if tag == "a":
            assert [name for name, _ in attrs] == ["href"]
            self.links.append((attrs[0][1] or "", ""))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.lasttag == "a" and self.links and not self.links[-1][1]:
            self.links[-1] = (self.links[-1][0], data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")
