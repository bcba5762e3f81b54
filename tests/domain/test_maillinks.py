"""Each link opens exactly the draft, whatever was typed into it."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import Address, Draft
from app.domain.maillinks import LIMIT, Link, gmail, mailto, outlook

Opener = Callable[[Draft], Link]
OPENERS: list[Opener] = [gmail, outlook, mailto]
ADDED = "\r\nBcc: eve@evil.example&bcc=eve@evil.example,eve@evil.example;?bcc=eve@evil.example%0D%0ABcc: eve"
INTRO = Draft(
    (Address("Jane Doe", "jane+crm@acme.example"), Address("Bo", "bo@bücher.example")),
    (Address("Ann", "ann@us.example"),),
    "Acme & us: 100% ready?",
    "Hi Jane,\n\n1 + 1 = 2 #soon\nAnn",
)


def test_gmail_opens_the_draft() -> None:
    assert gmail(INTRO) == Link(
        "https://mail.google.com/mail/?view=cm&fs=1&to=jane%2Bcrm@acme.example,bo@xn--bcher-kva.example"
        "&cc=ann@us.example&su=Acme%20%26%20us%3A%20100%25%20ready%3F"
        "&body=Hi%20Jane%2C%0D%0A%0D%0A1%20%2B%201%20%3D%202%20%23soon%0D%0AAnn",
        whole=True,
    )


def test_outlook_opens_the_draft() -> None:
    assert outlook(INTRO) == Link(
        "https://outlook.office.com/mail/deeplink/compose?to=jane%2Bcrm@acme.example,bo@xn--bcher-kva.example"
        "&cc=ann@us.example&subject=Acme%20%26%20us%3A%20100%25%20ready%3F"
        "&body=Hi%20Jane%2C%0D%0A%0D%0A1%20%2B%201%20%3D%202%20%23soon%0D%0AAnn",
        whole=True,
    )


def test_the_mail_program_opens_the_draft() -> None:
    assert mailto(INTRO) == Link(
        "mailto:jane%2Bcrm@acme.example,bo@xn--bcher-kva.example"
        "?cc=ann@us.example&subject=Acme%20%26%20us%3A%20100%25%20ready%3F"
        "&body=Hi%20Jane%2C%0D%0A%0D%0A1%20%2B%201%20%3D%202%20%23soon%0D%0AAnn",
        whole=True,
    )


def test_what_is_empty_is_left_out() -> None:
    bare = Draft((Address("", "jane@acme.example"),), (), "", "")
    assert mailto(bare) == Link("mailto:jane@acme.example", whole=True)
    assert outlook(bare).url.endswith("compose?to=jane@acme.example")


@pytest.mark.parametrize("opener", OPENERS)
def test_a_long_body_is_left_out_and_never_cut(opener: Opener) -> None:
    def link(length: int) -> Link:
        return opener(Draft(INTRO.to, INTRO.cc, INTRO.subject, "x" * length))

    fits = LIMIT - len(link(0).url) - len("&body=")
    assert link(fits).whole
    assert len(link(fits).url) == LIMIT
    assert link(fits + 1) == Link(link(0).url, whole=False)


@pytest.mark.parametrize("opener", OPENERS)
def test_a_subject_too_long_for_any_link_is_refused(opener: Opener) -> None:
    with pytest.raises(ValueError, match="shorten the subject"):
        opener(Draft(INTRO.to, INTRO.cc, "é" * 500, ""))


def emails() -> st.SearchStrategy[str]:
    atext = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
    return st.builds(
        "{}@{}".format, atext, st.sampled_from(["acme.example", "bücher.example", "日本.example"])
    )


def texts() -> st.SearchStrategy[str]:
    tricks = st.sampled_from(["\r\n", "\n", "&", "?", "=", "%0D%0A", "+", ",", ";", "#", "bcc=", "=?", ADDED])
    parts = st.lists(st.one_of(tricks, st.text(st.characters(), max_size=8)), max_size=6)
    return parts.map("".join)


def drafts() -> st.SearchStrategy[Draft]:
    addresses = st.builds(Address, texts(), emails())
    to = st.lists(addresses, min_size=1, max_size=3).map(tuple)
    cc = st.lists(addresses, max_size=2).map(tuple)
    return st.builds(Draft, to, cc, texts(), texts())


def opened(url: str, subject: str) -> tuple[list[str], list[str], str, str]:
    """To, Cc, subject and body as a mail program reads them; fails on any other field."""
    parts = urlsplit(url)
    fields = [("to", unquote(parts.path))] if parts.scheme == "mailto" else []
    fields += parse_qsl(parts.query, strict_parsing=True) if parts.query else []
    found = dict(fields)
    assert len(found) == len(fields)
    assert not parts.fragment
    assert found.keys() <= {"view", "fs", "to", "cc", subject, "body"}
    to, cc = found["to"].split(","), found["cc"].split(",") if "cc" in found else []
    return to, cc, found.get(subject, ""), found.get("body", "")


@pytest.mark.parametrize(("opener", "subject"), [(gmail, "su"), (outlook, "subject"), (mailto, "subject")])
@given(draft=drafts())
def test_decoding_a_link_gives_the_draft_and_nothing_more(opener: Opener, subject: str, draft: Draft) -> None:
    link = opener(draft)
    body = draft.body.replace("\n", "\r\n") if link.whole else ""
    assert opened(link.url, subject) == (
        [address.email for address in draft.to],
        [address.email for address in draft.cc],
        draft.subject,
        body,
    )
    assert re.fullmatch(r"[!-~]{1,2900}", link.url)
    assert "+" not in link.url
