"""Each link opens exactly the draft, whatever was typed into it."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import Address, Draft
from app.domain.maillinks import LIMIT, Link, gmail, mailto, outlook
from tests.mailbox import meant_by_link, opened

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
        "https://outlook.cloud.microsoft/mail/deeplink/compose?mailtouri="
        "mailto%3Ajane%252Bcrm%40acme.example%2Cbo%40xn--bcher-kva.example"
        "%3Fcc%3Dann%40us.example%26subject%3DAcme%2520%2526%2520us%253A%2520100%2525%2520ready%253F"
        "%26body%3DHi%2520Jane%252C%250D%250A%250D%250A1%2520%252B%25201%2520%253D%25202%2520%2523soon"
        "%250D%250AAnn",
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
    assert outlook(bare).url.endswith("compose?mailtouri=mailto%3Ajane%40acme.example")
    assert gmail(bare).url.endswith("&to=jane@acme.example")


@pytest.mark.parametrize("opener", OPENERS)
def test_a_long_body_is_left_out_and_never_cut(opener: Opener) -> None:
    def link(length: int) -> Link:
        return opener(Draft(INTRO.to, INTRO.cc, INTRO.subject, "x" * length))

    fits = LIMIT - (len(link(1).url) - 1)
    assert link(fits).whole
    assert len(link(fits).url) == LIMIT
    assert link(fits + 1) == Link(link(0).url, whole=False)


def test_no_link_is_longer_than_slacks_app_for_windows_hands_on() -> None:
    assert LIMIT <= 2048


def test_whoever_is_in_copy_stays_so_in_every_link() -> None:
    for opener in OPENERS:
        assert opened(opener(INTRO).url).cc == [("", "ann@us.example")]


def test_no_part_of_an_address_is_read_as_the_end_of_it() -> None:
    odd = Draft((Address("", "a&b#c+d%e?f=g/h'i`j{k|l}~m!n$o^p*q@acme.example"),), (), "", "")
    for opener in OPENERS:
        assert opened(opener(odd).url).to == [("", odd.to[0].email)]


@pytest.mark.parametrize("opener", OPENERS)
def test_a_subject_too_long_for_any_link_is_refused(opener: Opener) -> None:
    with pytest.raises(ValueError, match="shorten the subject"):
        opener(Draft(INTRO.to, INTRO.cc, "é" * 500, ""))


def emails() -> st.SearchStrategy[str]:
    atext = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
    atext = atext.filter(lambda part: "=?" not in part)
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


@pytest.mark.parametrize("opener", OPENERS)
@given(draft=drafts())
def test_decoding_a_link_gives_the_draft_and_nothing_more(opener: Opener, draft: Draft) -> None:
    link = opener(draft)
    assert opened(link.url) == meant_by_link(draft, link.whole)
    assert re.fullmatch(r"[!-~]{1,2000}", link.url)
    assert not set(link.url) & set("+<>\"'")
