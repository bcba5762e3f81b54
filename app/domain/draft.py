"""An email as it may leave the house: nothing in it can start a header or add a recipient."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from email_validator import EmailSyntaxError, validate_email

LINE_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of characters, separators of lines and paragraphs
BYTE_ORDER_MARK = "\ufeff"  # at the beginning, some mail programs take it out
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # make a text look like another


@dataclass(frozen=True)
class Address:
    """Somebody to write to; cleaned when made. Raises ValueError for an address no mail server takes."""

    name: str
    email: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_line(self.name))
        object.__setattr__(self, "email", plain_email(self.email))


@dataclass(frozen=True)
class Draft:
    """A mail as it will read; cleaned when made. Raises ValueError without a recipient."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    body: str

    def __post_init__(self) -> None:
        if not self.to:
            raise ValueError("an email needs somebody to go to")
        object.__setattr__(self, "subject", one_line(self.subject))
        object.__setattr__(self, "body", lines(self.body))


def stored_draft(
    recipients: Iterable[Mapping[str, str]], copies: Iterable[Mapping[str, str]], subject: str, body: str
) -> Draft:
    """Make a draft of what is stored of one: names and emails; raises as `Draft` and `Address` do."""
    to, cc = (
        tuple(Address(one["name"], one["email"]) for one in entries) for entries in (recipients, copies)
    )
    return Draft(to, cc, subject, body)


def plain_email(text: str) -> str:
    """Give the form every mail server takes: ASCII before the @, IDNA after it; raises ValueError.

    No DNS is asked. `.test` (RFC 2606) passes, so that a team can try the bot with it. "=?" is refused, as
    some mail programs decode what begins with it, even in an address: that can hide a second recipient.
    """
    found = validate_email(
        text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
    )
    if "=?" in found.local_part:
        raise EmailSyntaxError('An email address must not hold "=?".')
    return f"{found.local_part}@{found.ascii_domain}"


def one_line(text: str) -> str:
    """Fold a name or a subject into one line, without "=?", which hides characters in mail programs."""
    line = " ".join(_visible(LINE_BREAKS.sub(" ", text)).split())
    while "=?" in line:
        line = line.replace("=?", "")
    return " ".join(line.split())


def lines(text: str) -> str:
    """Clean a body: every kind of line break becomes a newline, what cannot be seen is taken out."""
    return _visible(LINE_BREAKS.sub("\n", text))


def _visible(text: str) -> str:
    return "".join(letter for letter in text if letter in "\t\n" or not _unseen(letter))


def _unseen(letter: str) -> bool:
    return letter in TURNING or letter == BYTE_ORDER_MARK or unicodedata.category(letter) in UNSEEN
