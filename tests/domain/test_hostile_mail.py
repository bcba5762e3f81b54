"""Nothing typed adds a recipient or a header to a mail, runs in its template, or breaks the package."""

import re

import pytest

from app.domain import maillinks
from app.domain.criteria import CHECKS
from app.domain.draft import TURNING, Address, Draft
from app.domain.errors import Incomplete
from app.domain.intro import facts
from app.domain.languages import Language
from app.domain.package import build, email_or_none, tidy
from app.services import letters
from tests.cast import passed, shipped, slots, typed
from tests.hostile import STRINGS
from tests.mailbox import meant_by_link, opened

JANE, SAM = Address("Jane", "jane@acme.example"), Address("Sam", "sam@northwind.example")
LINE_ENDS = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]")


def test_there_are_a_few_hundred_of_them() -> None:
    assert len(STRINGS) > 300


def test_a_draft_has_one_line_of_subject_and_only_its_recipients() -> None:
    for text in STRINGS:
        mail = Draft((Address(text, JANE.email),), (SAM,), text, text)
        for line in (mail.subject, mail.to[0].name):
            assert not LINE_ENDS.search(line), text
            assert "=?" not in line
            assert not TURNING & set(line), text
        for links in (maillinks.gmail, maillinks.outlook, maillinks.mailto):
            short = Draft((JANE,), (SAM,), mail.subject[:150], mail.body)
            try:
                link = links(short)
            except ValueError:
                continue  # too long for a link, and said so
            assert opened(link.url) == meant_by_link(short, link.whole), text


def test_what_is_taken_for_an_address_is_one_and_no_more() -> None:
    for text in STRINGS:
        if (email := email_or_none(text)) is not None:
            assert re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", email), text


@pytest.mark.parametrize("template", letters.TEMPLATES)
def test_a_template_prints_what_was_typed_and_runs_none_of_it(template: str) -> None:
    for text in STRINGS:
        if not tidy(text) or len(text) > 150:
            continue
        package = passed(company=text, contact_name=text, use_case=text, next_step=text)
        told = facts(package, sdr=text, ae=text)
        subject, body = letters.render(template, Language.EN, told)
        assert told.contact in body, text
        assert "49" not in subject + body, text


@pytest.mark.parametrize("framework", ["BANT", "MEDDPICC"])
def test_a_package_takes_a_text_clean_or_names_its_field(framework: str) -> None:
    names = [slot.name for slot in slots(framework)]
    for n, text in enumerate(STRINGS):
        name = names[n % len(names)]
        try:
            package = build({**typed(framework, **{name: text}), "checks": list(CHECKS)}, shipped(framework))
        except Incomplete as error:
            assert set(error.faults) == {name}, text
            continue
        stored = "".join([package.company, package.website, *package.answers.values()])
        stored += "".join(f"{c.name}{c.email}{c.role}" for c in package.contacts)
        assert "\x00" not in stored, text
        assert stored.encode("utf-8")  # no half of a character
