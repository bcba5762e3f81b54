"""What may stand in an email that leaves the house."""

import pytest
from email_validator import EmailNotValidError
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import Address, Draft, lines, one_line

JANE = Address("Jane", "jane@acme.example")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane Doe", "Jane Doe"),
        ("  Jane \t Doe ", "Jane Doe"),
        ("Jane\r\nBcc: eve@evil.example", "Jane Bcc: eve@evil.example"),
        ("Jane\u2028Doe\u2029", "Jane Doe"),
        ("Ja\x00ne\x7f\x9b", "Jane"),
        ("=?utf-8?q?Eve?=", "utf-8?q?Eve?="),
        ("==??==?? x", "x"),
        ("=\x00?Eve", "Eve"),
        ("Jane\u202eeoD", "JaneeoD"),
        ("\ufeffJane", "Jane"),
        ("half a character \ud83d", "half a character"),
        ("José 日本 דנה 👩‍💻", "José 日本 דנה 👩‍💻"),
    ],
)
def test_names_and_subjects_are_one_line_without_tricks(typed: str, kept: str) -> None:
    assert Address(typed, "jane@acme.example").name == kept
    assert Draft((JANE,), (), typed, "").subject == kept


@given(st.text())
def test_no_text_gets_a_trick_through(typed: str) -> None:
    kept = one_line(typed)
    assert len(kept.splitlines()) <= 1
    assert "=?" not in kept
    assert one_line(kept) == kept


def test_a_body_keeps_its_lines_whatever_they_were_typed_on() -> None:
    assert Draft((JANE,), (), "", "a\r\nb\rc\u2028d\x00\te\n\nf ").body == "a\nb\nc\nd\te\n\nf "


@given(st.text())
def test_a_body_is_cleaned_once_and_for_all(typed: str) -> None:
    assert lines(lines(typed)) == lines(typed)
    assert len(lines(typed + "x").splitlines()) == lines(typed).count("\n") + 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane.Doe+crm@ACME.example", "Jane.Doe+crm@acme.example"),
        (" jane@acme.example\n", "jane@acme.example"),
        ("jane@bücher.example", "jane@xn--bcher-kva.example"),
    ],
)
def test_an_email_is_kept_in_the_form_every_mail_server_knows(typed: str, kept: str) -> None:
    assert Address("", typed).email == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jane",
        "jané@acme.example",
        "jane@acme.example, eve@evil.example",
        "jane@acme.example\r\nBcc: eve@evil.example",
        "Jane <jane@acme.example>",
        '"jane doe"@acme.example',
        "jane@acme.example?bcc=eve@evil.example",
        "jane@localhost",
        "=?utf-8?q?eve=40evil.example=2C?=@acme.example",  # some decode it: to two recipients
    ],
)
def test_anything_that_is_not_one_plain_email_is_refused(typed: str) -> None:
    with pytest.raises(EmailNotValidError):
        Address("Jane", typed)


def test_an_email_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody"):
        Draft((), (JANE,), "Hello", "")
