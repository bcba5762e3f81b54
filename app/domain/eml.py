"""The draft as a file that a mail program opens, unsent: an .eml, which has room for every name and text."""

import re
import unicodedata
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.headerregistry import Address as Mailbox
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime
from html import escape

from app.domain.draft import Address, Draft, one_line
from app.domain.languages import Language

# Headers are folded here, and only between recipients and between encoded words. The library would put spaces
# into long names, or write encoded words longer than the 75 characters that RFC 2047 allows.
FOLDED_ALREADY = compat32.clone(linesep="\r\n", max_line_length=0)
LONGEST_PLAIN = 900  # a line of a mail may have 998 characters
ENCODED_LINE = 75  # a line of encoded words may have 76
BOUNDARY = "=_two-forms-of-one-letter_="  # quoted-printable never writes "=_", so no body can hold it
PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
MAYBE_LINK = re.compile(r"(https://[^\s<>\"]+)")
LINK = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
AFTER_A_LINK = ".,;:!?'*)]}…’”»。、，．：；！？）」』】"
MOST_CHARACTERS, MOST_BYTES = 80, 240  # of a file's name; file systems take 255 bytes


def write(draft: Draft, language: Language | None = None) -> bytes:
    """Write the draft as an unsent mail in ASCII with CRLF; the same draft gives the same bytes.

    It has no sender and no date: both come from the mail program that sends it. `language` is that of the
    letter, told to screen readers; None when it is not known.
    """
    return _mail(draft, language, {"X-Unsent": "1"})


def write_for_mailbox(
    draft: Draft, language: Language | None, *, sender: Address, message_id: str, at: datetime
) -> bytes:
    """Write the draft as it lies among somebody's drafts: with its sender, a date (UTC) and an id.

    `message_id` is made of letters, digits, ".", "-" and one "@": by it the draft is found again.
    """
    heads = {"From": _recipient(sender), "Date": format_datetime(at), "Message-ID": f"<{message_id}>"}
    return _mail(draft, language, heads)


def _mail(draft: Draft, language: Language | None, heads: Mapping[str, str]) -> bytes:
    mail = MIMEMultipart("alternative", boundary=BOUNDARY, policy=FOLDED_ALREADY)
    for name, value in heads.items():
        mail[name] = value
    mail["To"] = _recipients(draft.to)
    if draft.cc:
        mail["Cc"] = _recipients(draft.cc)
    mail["Subject"] = _header_text(draft.subject, "Subject")
    mail.attach(_part(draft.body, "plain"))
    mail.attach(_part(_html(draft.body, language), "html"))
    return mail.as_bytes()


def filename(company: str, *, what: str = "introduction", ending: str = ".eml") -> str:
    """Name the file after a company, in its own script: “introduction-acme.eml”.

    Only letters, marks and digits of the name are kept, so it is never a path; at most 80 characters.
    """
    plain = unicodedata.normalize("NFKC", one_line(company)).lower()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain)
    stem = "-".join([what, *kept.split()])[: MOST_CHARACTERS - len(ending)]
    short = stem.encode()[: MOST_BYTES - len(ending)].decode(errors="ignore")
    return f"{short.rstrip('-')}{ending}"


def _recipients(addresses: tuple[Address, ...]) -> str:
    return ",\r\n ".join(map(_recipient, addresses))


def _recipient(address: Address) -> str:
    user, _, domain = address.email.rpartition("@")
    if _is_plain(address.name):
        return str(Mailbox(address.name, user, domain))
    return f"{_encoded(address.name, 'To')}\r\n <{address.email}>"


def _header_text(text: str, header: str) -> str:
    return text if _is_plain(text) else _encoded(text, header)


def _is_plain(text: str) -> bool:
    return text.isascii() and len(text) <= LONGEST_PLAIN


def _encoded(text: str, header: str) -> str:
    return Header(text, "utf-8", maxlinelen=ENCODED_LINE, header_name=header).encode(linesep="\r\n")


def _part(text: str, kind: str) -> MIMENonMultipart:
    """Make one form of the letter, which ends as the text ends, with a line break or without."""
    part = MIMENonMultipart("text", kind, policy=FOLDED_ALREADY, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(text.encode()).decode("ascii"))
    del part["MIME-Version"]  # said once, by the whole
    return part


def _html(text: str, language: Language | None) -> str:
    """Put a text into paragraphs, lines and links; each paragraph runs in its own direction."""
    lang = f' lang="{escape(language)}"' if language else ""
    paragraphs = [one for one in PARAGRAPHS.split(text.strip("\n")) if one.strip()]
    body = "\n".join(f'<p dir="auto">{_html_lines(one)}</p>' for one in paragraphs)
    return f"<!DOCTYPE html>\n<html{lang}>\n<body>\n{body}\n</body>\n</html>\n"


def _html_lines(paragraph: str) -> str:
    return "<br>\n".join("".join(map(_html_piece, MAYBE_LINK.split(line))) for line in paragraph.split("\n"))


def _html_piece(piece: str) -> str:
    link = piece
    while link.endswith(tuple(AFTER_A_LINK)) and not (link[-1] == ")" and link.count("(") >= link.count(")")):
        link = link[:-1]
    if not LINK.fullmatch(link):
        return escape(piece)
    return f'<a href="{escape(link)}">{escape(link)}</a>{escape(piece[len(link) :])}'
