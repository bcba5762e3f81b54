"""The file opens in a mail program as exactly the draft, unsent."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import Address, Draft
from app.domain.eml import filename, write
from app.domain.languages import Language
from tests.mailbox import Page, check, html_of

JANE, ANN = Address("Jane Doe", "jane@acme.example"), Address("Ann", "ann@us.example")
INTRO = Draft((JANE,), (ANN,), "Acme & us", "Hi Jane,\n\nthis is Ann.\nSam")


def html(body: str, language: Language | None = None) -> str:
    """What stands in the body of the page."""
    page = html_of(write(Draft((JANE,), (), "x", body), language))
    return page.partition("<body>\n")[2].removesuffix("\n</body>\n</html>\n")


def has_only_lines_that_every_server_takes(raw: bytes) -> None:
    """ASCII, at most 998 characters; with encoded words at most 76, as RFC 2047 has it."""
    for line in raw.split(b"\r\n"):
        assert re.fullmatch(rb"[\t -~]{0,998}", line)
        assert b"=?" not in line or len(line) <= 76


def test_the_file_is_an_unsent_mail_and_nothing_more() -> None:
    assert write(INTRO, Language.EN).decode("ascii").split("\r\n") == [
        'Content-Type: multipart/alternative; boundary="=_two-forms-of-one-letter_="',
        "MIME-Version: 1.0",
        "X-Unsent: 1",
        "To: Jane Doe <jane@acme.example>",
        "Cc: Ann <ann@us.example>",
        "Subject: Acme & us",
        "",
        "--=_two-forms-of-one-letter_=",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Hi Jane,",
        "",
        "this is Ann.",
        "Sam",
        "--=_two-forms-of-one-letter_=",
        'Content-Type: text/html; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "<!DOCTYPE html>",
        '<html lang=3D"en">',
        "<body>",
        '<p dir=3D"auto">Hi Jane,</p>',
        '<p dir=3D"auto">this is Ann.<br>',
        "Sam</p>",
        "</body>",
        "</html>",
        "",
        "--=_two-forms-of-one-letter_=--",
        "",
    ]


def test_without_copies_there_is_no_cc_and_without_a_language_none_is_told() -> None:
    raw = write(Draft((JANE,), (), "x", "y"))
    assert b"\r\nCc:" not in raw
    assert html_of(raw).startswith("<!DOCTYPE html>\n<html>\n")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Doe, Jane",
        'Jane "JD" Doe',
        "Jane \\ Doe",
        "jane@acme.example",
        "Jane <jane@evil.example>, Eve",
        "a;b:c(d)[e].",
        "José 日本 דנה 👩‍💻",
        "Đặng, Thị; <Mai>",
        "日本 " * 200 + "end",
        "é" * 2000,
        "ab " * 800 + "end",
        "a" * 2000,
    ],
)
def test_each_name_and_subject_is_read_as_it_is(name: str) -> None:
    draft = Draft((Address(name, "jane+crm@bücher.example"), ANN), (Address(name, "x@y.example"),), name, "x")
    check(write(draft), draft)
    has_only_lines_that_every_server_takes(write(draft))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        "no line break at the end",
        "one at the end\n",
        "  spaces  \n\t tabs\t\n\n\n\nand gaps  ",
        "From here\n>From there\n.\n..",
        "--=_two-forms-of-one-letter_=--\nContent-Type: text/html\n\n<b>",
        "=3D = ==\n=\n=?utf-8?q?x?=",
        "日本語\n" + "é" * 5000,
        "x" * 5000,
    ],
)
def test_a_body_is_read_to_the_letter(body: str) -> None:
    draft = Draft((JANE,), (), "x", body)
    check(write(draft), draft)


@given(
    names=st.lists(st.text(max_size=90), min_size=2, max_size=4),
    subject=st.text(max_size=300),
    body=st.text(),
)
def test_any_draft_is_read_as_it_is_by_every_parser(names: list[str], subject: str, body: str) -> None:
    first, *others = (Address(name, f"a{n}@acme.example") for n, name in enumerate(names))
    draft = Draft((first,), tuple(others), subject, body)
    raw = write(draft)
    check(raw, draft)
    assert raw == write(draft)
    has_only_lines_that_every_server_takes(raw)


def test_the_page_has_paragraphs_and_lines_as_the_text_has_them() -> None:
    assert html("\nHi,\n\n\nfirst\nsecond\n \nlast\n") == (
        '<p dir="auto">Hi,</p>\n<p dir="auto">first<br>\nsecond</p>\n<p dir="auto">last</p>'
    )


def test_lines_that_hold_nothing_make_no_paragraph() -> None:
    assert html(" \n\nHi\n\n\t") == '<p dir="auto">Hi</p>'
    assert html("") == ""


def test_each_paragraph_runs_in_its_own_direction() -> None:
    assert html("Hi\n\nשלום") == '<p dir="auto">Hi</p>\n<p dir="auto">שלום</p>'


def test_the_language_of_the_letter_is_told() -> None:
    page = html_of(write(INTRO, Language.DE))
    assert page.startswith('<!DOCTYPE html>\n<html lang="de">\n<body>\n')


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://cal.example/ann", "https://cal.example/ann"),
        ("https://cal.example/ann.", "https://cal.example/ann"),
        ("(https://cal.example/a_(b))", "https://cal.example/a_(b)"),
        ("<https://cal.example:8443?a=1&b=2#c>,", "https://cal.example:8443?a=1&b=2#c"),
        ("“https://cal.example/ann”", "https://cal.example/ann"),
        ("予約：https://cal.example/ann。", "https://cal.example/ann"),
    ],
)
def test_an_https_address_becomes_a_link_that_shows_where_it_leads(text: str, link: str) -> None:
    page = Page(html_of(write(Draft((JANE,), (), "x", text))))
    assert page.links == [(link, link)]
    assert page.lines == [text]


@pytest.mark.parametrize(
    "text",
    [
        "http://cal.example",
        "javascript:alert(1)",
        "https://acme.example@evil.example/",
        "https://acme.example\\@evil.example",
        "https://аcme.example",  # its first letter is Cyrillic
        "https://cal.example/größe",  # half of it would lead elsewhere
        "https://",
        "https://[::1]/",
        'https://"onmouseover=alert(1)',
        "data:text/html,x",
        "jane@acme.example",
    ],
)
def test_nothing_else_becomes_one(text: str) -> None:
    page = Page(html_of(write(Draft((JANE,), (), "x", text))))
    assert page.links == []
    assert page.lines == [text]


def test_a_link_is_written_as_a_page_has_it() -> None:
    assert html("https://cal.example?a=1&b=2!") == (
        '<p dir="auto"><a href="https://cal.example?a=1&amp;b=2">https://cal.example?a=1&amp;b=2</a>!</p>'
    )


def test_markup_in_the_text_is_shown_and_does_nothing() -> None:
    assert html("<b>\"x\" & 'y'</b>") == (
        '<p dir="auto">&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;&lt;/b&gt;</p>'
    )


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Acme", "introduction-acme.eml"),
        ("Müller & Söhne GmbH", "introduction-müller-söhne-gmbh.eml"),
        ("O'Brien / Sons, Inc.", "introduction-o-brien-sons-inc.eml"),
        ("../../etc/passwd", "introduction-etc-passwd.eml"),
        ("C:\\con", "introduction-c-con.eml"),
        ("a\x00b\r\nc\u202ed", "introduction-ab-cd.eml"),
        ("<!channel>", "introduction-channel.eml"),
        ("日本電気株式会社", "introduction-日本電気株式会社.eml"),
        ("हिन्दी कंपनी", "introduction-हिन्दी-कंपनी.eml"),
        ("ｇｏｏｄ", "introduction-good.eml"),
        ("", "introduction.eml"),
        ("… / 🧨", "introduction.eml"),
        ("x" * 100, "introduction-" + "x" * 63 + ".eml"),
        ("x" * 62 + " y", "introduction-" + "x" * 62 + ".eml"),
        ("𠀀" * 100, "introduction-" + "𠀀" * 55 + ".eml"),  # each takes four bytes
    ],
)
def test_the_file_is_named_after_the_company(company: str, name: str) -> None:
    assert filename(company) == name


@given(st.text(max_size=200))
def test_any_company_gives_a_name_that_every_disk_takes(company: str) -> None:
    name = filename(company)
    assert re.fullmatch(r"introduction(-\S+)?\.eml", name)
    assert not set(name) & set("/\\:*?\"<>|'\x00\u2028")
    assert name.count(".") == 1
    assert len(name) <= 80
    assert len(name.encode()) <= 255
