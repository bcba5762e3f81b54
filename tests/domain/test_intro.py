"""What a prospect may read: each field of the package, followed into the introduction by its own mark."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.criteria import CHECKS
from app.domain.draft import lines, one_line
from app.domain.frameworks import FRAMEWORKS
from app.domain.intro import MOST_QUOTES, MOST_TIMES, NAME, QUOTE, SAID, STEP, IntroFacts, facts
from app.domain.lifecycle import Status
from app.domain.model_mail import Intro
from app.domain.package import Package, build
from app.services import intros, team
from app.store import handoffs
from app.store.db import Database
from app.store.migrate import migrate
from tests.cast import ANNA, MORNING, SAM, TEAM, handoff, passed, policy, settle_in, shipped, slots, submit

GOES_OUT = {"company", "contact_name", "use_case", "next_step", "quotes"}
ADDRESSED = {"contact_email", "more_contacts"}  # stand in To:, and nowhere in the text


def marked(framework: str) -> tuple[Package, dict[str, str]]:
    """A package in which every field holds a mark that no other has."""
    marks = {slot.name: f"Zz{slot.name.replace('_', '')}zZ" for slot in slots(framework)}
    texts = marks | {
        "contact_email": f"{marks['contact_email']}@acme.example",
        "more_contacts": f"Joe {marks['more_contacts']}, joe@acme.example, {marks['more_contacts']}",
    }
    return build({**texts, "checks": list(CHECKS)}, shipped(framework)), marks


def drafted(db: Database, package: Package) -> Intro:
    """The introduction of a handoff with this package, as it is drafted on acceptance."""
    with db.transaction() as session:
        row = submit(session, policy())
        row.status, row.owner_id, row.package, row.company = (
            Status.ACCEPTED,
            ANNA,
            package.model_dump(),
            package.company,
        )
        session.add(row)
        session.flush()
        intros.draft(session, _crew(session), row, MORNING)
        found = handoffs.get_intro(session, row.number)
    assert found is not None
    return found


def _crew(session: Session) -> team.Team:
    return team.load(session, policy(), TEAM, SAM, ANNA)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    db = Database(f"sqlite:///{tmp_path}/handoff.db")
    migrate(db)
    settle_in(db)
    yield db
    db.close()


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_only_what_may_leave_the_house_stands_in_the_email(office: Database, framework: str) -> None:
    package, marks = marked(framework)
    mail = drafted(office, package)
    letter = f"{mail.subject}\n{mail.body}"
    assert {name for name, mark in marks.items() if mark in letter} == GOES_OUT
    heads = f"{mail.recipients}{mail.copies}"
    assert {name for name, mark in marks.items() if mark in heads} == ADDRESSED | {"contact_name"}


def test_neither_the_exit_checks_nor_the_colleagues_talk_stand_in_the_email(office: Database) -> None:
    package = passed()
    package_row = package.model_dump() | {"answered": [{"question": "Zzaskedzz", "answer": "Zzansweredzz"}]}
    row = handoff(
        Status.ACCEPTED, package=package_row, comment="Zzcommentzz", why_ae="Zzwhyzz", reason="zzcode"
    )
    mail = drafted(office, Package.model_validate(row.package))
    letter = f"{mail.subject}\n{mail.body}".lower()
    assert "zz" not in letter
    assert not [
        label for label in (*CHECKS.values(), "BANT") if label.lower() in letter.replace("use case", "")
    ]


def test_the_facts_have_no_field_for_anything_else() -> None:
    package, marks = marked("MEDDPICC")
    assert vars(facts(package, sdr="Sam", ae="Anna")) == {
        "contact": marks["contact_name"],
        "company": marks["company"],
        "sdr": "Sam",
        "ae": "Anna",
        "use_case": marks["use_case"],
        "next_step": marks["next_step"],
        "quotes": (marks["quotes"],) if "quotes" in marks else (),
        "times": (),
        "booking": "",
        "meeting": "",
    }


def test_names_are_one_line_and_cannot_turn_the_words_around_them() -> None:
    said = IntroFacts("Jane\r\nBcc: x", " A\u202ecme\u2066 ", "\u200fSam", "=?Anna?=")
    assert (said.contact, said.company, said.sdr, said.ae) == ("Jane Bcc: x", "Acme", "Sam", "Anna?=")


@pytest.mark.parametrize("name", ["محمد الأحمد", "דנה לוי", "Dana לוי"])
def test_a_name_from_right_to_left_is_held_in_its_place_and_stays_so_in_a_draft(name: str) -> None:
    said = IntroFacts(name, "Acme", "Sam", "Anna")
    assert said.contact == f"\u200e{name}\u200e"
    assert one_line(said.contact) == lines(said.contact) == said.contact
    assert said.company == "Acme"
    assert IntroFacts(said.contact, "Acme", "Sam", "Anna") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("We lose leads", ("We lose leads",)),
        ("- We lose leads\n\n  • Nobody calls back\n", ("We lose leads", "Nobody calls back")),
        (
            '“We lose leads.”\r\n"Nobody calls"\n„Keiner ruft an“',
            ("We lose leads.", "Nobody calls", "Keiner ruft an"),
        ),
        ("« Personne »\n「誰もいない」", ("Personne", "誰もいない")),
        ('"Now" or "never"', ('"Now" or "never"',)),
        ("-\n“”\n \n-40 % is too much", ("-40 % is too much",)),
    ],
)
def test_each_line_of_quotes_is_one_without_bullet_and_quotation_marks(
    written: str, said: tuple[str, ...]
) -> None:
    package = passed()
    package.answers["quotes"] = written
    assert facts(package, sdr="Sam", ae="Anna").quotes == said


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://cal.example/anna?x=1&y=2", "https://cal.example/anna?x=1&y=2"),
        (" https://cal.example/anna\n", "https://cal.example/anna"),
        ("http://cal.example", ""),
        ("javascript:alert(1)", ""),
        ("https://cal.example/\nBcc: x", ""),
        ("https://" + "x" * 300, ""),
    ],
)
def test_a_booking_link_is_whole_and_https_or_left_out(given: str, kept: str) -> None:
    assert IntroFacts("Jane", "Acme", "Sam", "Anna", booking=given).booking == kept


def test_each_fact_is_cut_to_its_length_after_a_whole_word() -> None:
    long = "word " * 1000
    said = IntroFacts(long, long, long, long, long, long, (long,) * 9, (long,) * 9, "", long)
    for text, limit in (
        (said.contact, NAME),
        (said.use_case, QUOTE),
        (said.next_step, STEP),
        (said.quotes[0], SAID),
    ):
        assert limit - 6 < len(text) <= limit
        assert text.endswith("word…")
    assert (len(said.quotes), len(said.times)) == (MOST_QUOTES, MOST_TIMES)
    assert len(IntroFacts("J", "A", "S", "A", "日" * 3000).use_case) == QUOTE
    assert {field.name for field in fields(said)} == set(vars(said))


def test_the_draft_names_everybody_and_goes_to_every_contact_with_both_colleagues_in_copy(
    office: Database,
) -> None:
    mail = drafted(office, passed(more_contacts="Joe Roe, joe@acme.example, CFO"))
    assert mail.subject == "Acme: our next step, together with Anna Keller"
    assert mail.body.startswith("Hi Jane Doe,\n")
    assert "Route inbound leads within the hour" in mail.body
    assert "Demo on Thursday" in mail.body
    assert mail.body.rstrip().endswith("Sam Rivera")
    assert [to["email"] for to in mail.recipients] == ["jane@acme.example", "joe@acme.example"]
    assert [cc["email"] for cc in mail.copies] == ["anna@northwind.example", "sam@northwind.example"]


def test_a_company_cannot_start_a_header_or_run_template_code(office: Database) -> None:
    mail = drafted(
        office,
        passed(
            company="Acme\r\nBcc: eve@evil.example {{ 7*7 }}",
            use_case="{% for x in y %}{{ facts.__class__ }}",
        ),
    )
    assert mail.subject == "Acme Bcc: eve@evil.example {{ 7*7 }}: our next step, together with Anna Keller"
    assert "{% for x in y %}{{ facts.__class__ }}" in mail.body


def test_long_answers_are_cut_so_that_the_draft_can_still_be_edited(office: Database) -> None:
    mail = drafted(office, passed(use_case="u" * 3000, next_step="n" * 3000, company="c" * 150))
    assert len(mail.body) <= 3000
    assert len(mail.subject) <= 150
    assert mail.body.rstrip().endswith("Sam Rivera")
