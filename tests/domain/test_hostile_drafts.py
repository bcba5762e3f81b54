"""Drafts made of what is typed to mislead: each leaves as a file and as links, exactly as it is meant.

The suite makes 500, and `HOSTILE=5000 pytest tests/domain/test_hostile_drafts.py` 5,000; they are the same
each time.
"""

import os
import re
from collections import Counter
from random import Random

import pytest

from app.domain.draft import Address, Draft
from app.domain.eml import filename, write
from app.domain.intro import facts
from app.domain.languages import Language
from app.domain.maillinks import LIMIT, gmail, mailto, outlook
from app.domain.package import STORY, Contact, Package
from app.services import letters
from tests.hostile import ADDRESSES, STRINGS
from tests.mailbox import Page, check, html_of, meant_by_link, opened

MANY = int(os.environ.get("HOSTILE", "500"))
AT_ONCE = 500  # in one test
SHORT = [text for text in STRINGS if len(text) <= 300]
LONG = [text for text in STRINGS if 300 < len(text) <= 10_000]
BETWEEN = (
    "",
    "",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\x00",
    "\u2028",
    "\u202e",
    "=?",
    "?=",
    ",",
    ";",
    "&",
    "<",
    ">",
    "%0d%0a",
)
SECRET = "Zzsecretzz"  # stands in everything that must stay with colleagues
HEADERS = ["Content-Type", "MIME-Version", "X-Unsent", "To", "Cc", "Subject"]
FILE = re.compile(r"introduction(-[^\s/\\:*?\"<>|@#.]+)?\.eml")
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


class Typist:
    """Somebody who types to mislead; the same number types the same."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)

    def text(self) -> str:
        """Some hostile texts, run together with whatever may come between."""
        pieces = [self.random.choice(SHORT) for _ in range(self.random.randint(1, 3))]
        pieces += [self.letters()] if self.random.random() < 0.3 else []
        between = self.random.choice(BETWEEN)
        return self.random.choice(LONG) if self.random.random() < 0.03 else between.join(pieces)

    def letters(self) -> str:
        """Letters from anywhere in Unicode, halves of letters and controls too."""
        return "".join(
            chr(self.random.choice((self.random.randrange(0x300), self.random.randrange(0x110000))))
            for _ in range(8)
        )

    def address(self) -> Address:
        """An address that was typed, or a good one where it is refused."""
        typed = self.random.choice(
            (self.random.choice(ADDRESSES), self.text(), f"{self.text()}@acme.example")
        )
        try:
            address = Address(self.text(), typed)
        except ValueError:
            return Address(self.text(), f"jane+{self.random.randrange(9)}@acme.example")
        assert MAILBOX.fullmatch(address.email)
        return address

    def package(self) -> Package:
        """A package of which each field is hostile, and those for colleagues hold the secret."""
        secret = {slot.name: self.text() + SECRET for slot in STORY} | {"budget": SECRET, "tone": SECRET}
        told = {"use_case": self.text(), "next_step": self.text(), "quotes": f"{self.text()}\n{self.text()}"}
        return Package(
            company=self.text(),
            website=f"{self.text()}{SECRET}",
            contacts=[Contact(name=self.text(), email="jane@acme.example", role=SECRET)],
            answers=secret | told,
            checks=[SECRET],
            framework="BANT",
            waived=SECRET,
            despite=SECRET,
        )

    def draft(self) -> Draft:
        """A draft as it is after editing, of which each part is hostile, or the letter from a package."""
        to = tuple(self.address() for _ in range(self.random.randint(1, 3)))
        cc = tuple(self.address() for _ in range(self.random.randint(0, 2)))
        if self.random.random() < 0.5:
            return Draft(
                to, cc, self.text(), "\n".join(self.text() for _ in range(self.random.randint(0, 5)))
            )
        told = facts(
            self.package(),
            sdr=self.text(),
            ae=self.text(),
            times=[self.text()],
            booking=f"https://{self.text()}",
        )
        template, language = self.random.choice(list(letters.TEMPLATES)), self.random.choice(list(Language))
        return Draft(to, cc, *letters.render(template, language, told))


def leaves_as_a_file(draft: Draft) -> None:
    """The file has the recipients, headers, text and page that it should, and nothing besides."""
    raw = write(draft, Language.EN)
    check(raw, draft)
    heads = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in heads.split("\r\n") if not line.startswith(" ")]
    assert names == [name for name in HEADERS if name != "Cc" or draft.cc]
    page = Page(html_of(raw))
    assert page.tags <= {"html", "body", "p", "br", "a"}
    assert page.attributes <= {("html", "lang", "en"), ("p", "dir", "auto")}
    assert all(shown == link and link.startswith("https://") for link, shown in page.links)
    assert page.lines == [line for line in draft.body.split("\n") if line.strip()]
    assert SECRET not in f"{heads}{draft.body}{page.text}"


def leaves_as_links(draft: Draft) -> Counter[str]:
    """Each link opens the draft, or says that there is no room; how many of which kind there were."""
    seen: Counter[str] = Counter()
    for opener in (gmail, outlook, mailto):
        try:
            link = opener(draft)
        except ValueError:
            seen["none"] += 1
            continue
        seen["whole" if link.whole else "without body"] += 1
        assert opened(link.url) == meant_by_link(draft, link.whole)
        assert re.fullmatch(r"[!-~]+", link.url)
        assert not set(link.url) & set("<>\"'\\`{}|^ ")
        assert len(link.url) <= LIMIT
        assert SECRET not in link.url
    return seen


@pytest.mark.parametrize("first", range(0, MANY, AT_ONCE))
def test_no_hostile_draft_leaves_otherwise_than_it_is_meant(first: int) -> None:
    seen: Counter[str] = Counter()
    for number in range(first, min(first + AT_ONCE, MANY)):
        typist = Typist(number)
        draft = typist.draft()
        leaves_as_a_file(draft)
        seen += leaves_as_links(draft)
        assert FILE.fullmatch(filename(typist.text()))
    assert set(seen) == {"whole", "without body", "none"}
