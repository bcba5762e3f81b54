"""Nothing typed into the form is lost: it is kept as a draft, gone on with, discarded, or it expires."""

import re

import pytest
from sqlmodel import select

from app.domain.model_team import DraftPackage
from sandbox.driver import DeskPerson
from sandbox.driver_modal import Modal
from tests import signed
from tests.form import ANEW, DRAFTS
from tests.office import PACKAGE, Office, OpensOffice, fill, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHO, TOLD, CRITERIA = (f"Hand off · {step} of 3" for step in (1, 2, 3))


def test_what_was_typed_before_the_form_was_closed_is_there_again(office: Office) -> None:
    form = _opens(office.sam)
    form.fill({"Company": "Acme", "Contact name": "Jane"})  # each keystroke is told
    form.cancel()
    office.advance(minutes=100)

    chooser = _opens(office.sam)
    assert chooser.options(DRAFTS) == ["Go on with Acme (saved 10:00)", ANEW]  # Sam is in Berlin
    again = chooser.submit().modal
    assert again is not None
    assert [again.value(label) for label in ("Company", "Contact name", "Website")] == ["Acme", "Jane", None]
    assert fill(again).submit().ok
    office.card(office.anna)
    assert _kept(office) == []  # handed off, it is no draft any more
    assert _opens(office.sam).title == WHO


def test_what_is_typed_into_the_last_step_is_kept_with_all_the_others(office: Office) -> None:
    step = fill(_opens(office.sam)).goes_to(CRITERIA)
    step.fill({"Budget": "50k, says Jane", "AE-ready checks": ["Clear use case"]})
    step.cancel()

    again = _goes_on(office.sam)
    assert again.title == CRITERIA
    assert again.value("Budget") == "50k, says Jane"
    assert again.value("AE-ready checks") == ["Clear use case"]
    again.clicks("Back")
    told = office.sam.modal()
    assert told is not None
    assert told.title == TOLD
    assert told.value("Pain points") == PACKAGE["Pain points"]


def test_back_keeps_what_stands_in_the_step_it_leaves(office: Office) -> None:
    told = fill(_opens(office.sam)).goes_to(TOLD)
    told.clicks("Back")
    who = office.sam.modal()
    assert who is not None
    assert who.value("AE") == office.anna.id
    assert who.value("Company") == "Acme"
    told = fill(who, Company="Globex").goes_to(TOLD)
    assert told.value("Use case") == PACKAGE["Use case"]
    assert fill(told).submit().ok
    assert "Globex" in office.card(office.anna, "Globex").shown


def test_a_form_that_was_opened_and_closed_again_is_no_draft(office: Office) -> None:
    _opens(office.sam).cancel()
    _opens(office.sam, "/handoff Acme").cancel()
    assert _opens(office.sam).title == WHO
    office.bot.clock.tidy()
    assert len(_kept(office)) == 3
    office.advance(days=14)
    office.bot.clock.tidy()
    assert _kept(office) == []


def test_a_keystroke_that_comes_late_adds_nothing(office: Office) -> None:
    form = _opens(office.sam)
    early = _dispatch(office, form, "Ac", at=1_000.0)
    late = _dispatch(office, form, "Acme", at=2_000.0)
    assert [signed.post(office.slack, payload).text for payload in (late, early)] == ["", ""]
    assert [draft.values["company"] for draft in _kept(office)] == ["Acme"]

    fill(form).goes_to(TOLD)  # the form has gone on: nothing of the first step comes after that
    signed.post(office.slack, _dispatch(office, form, "Acm", at=3_000.0))
    assert [draft.values["company"] for draft in _kept(office)] == ["Acme"]


def test_a_new_form_for_a_named_company_says_that_there_is_a_draft(office: Office) -> None:
    _opens(office.sam).fill({"Company": "Acme <&>"}).cancel()
    form = _opens(office.sam, "/handoff Globex")
    assert form.value("Company") == "Globex"
    assert "You also have a draft: Acme &lt;&amp;&gt; (saved 10:00)" in form.texts
    chooser = _opens(office.sam)
    anew = chooser.fill({DRAFTS: ANEW}).submit().modal
    assert anew is not None
    assert anew.value("Company") is None
    assert "You also have" not in anew.texts


def test_drafts_wait_on_home_and_can_be_discarded(office: Office) -> None:
    _opens(office.sam).fill({"Company": "Acme"}).cancel()
    home = office.sam.opens_home()
    assert "Drafts (1)" in home.shown
    assert "*Acme* · saved" in home.shown
    assert "Drafts" not in office.priya.opens_home().shown  # her colleague's are her own

    going_on = home.clicks("Go on").modal
    assert going_on is not None
    assert going_on.value("Company") == "Acme"
    going_on.cancel()
    home.clicks("Discard")
    assert "Drafts" not in home.refresh().shown
    assert _opens(office.sam).title == WHO
    assert home.clicks("Hand off a prospect").modal is not None


def test_drafts_expire(office_under: OpensOffice) -> None:
    office = office_under("draft_days = 3\n" + policy())
    _opens(office.sam).fill({"Company": "Acme"}).cancel()
    office.advance(days=2)
    _goes_on(office.sam).fill({"Website": "acme.example"}).cancel()  # which makes it young again
    office.advance(days=2)
    office.bot.clock.tidy()
    assert _opens(office.sam).title == "Hand off a prospect"
    office.advance(days=1, seconds=1)
    assert _opens(office.sam).title == WHO
    office.bot.clock.tidy()
    assert "Acme" not in str([draft.values for draft in _kept(office)])


def test_nobody_reads_or_changes_another_one_s_draft(office: Office) -> None:
    form = _opens(office.sam)
    form.fill({"Company": "Acme"})
    hers = _dispatch(office, form, "Mine now", at=9e9, by="priya")
    assert signed.post(office.slack, hers).text == ""
    assert [draft.values["company"] for draft in _kept(office)] == ["Acme"]
    answer = signed.submit(office.slack, office.priya, form)
    assert "This draft is not there any more" in answer.text
    assert "Acme" not in answer.text


def test_a_form_that_is_submitted_twice_is_one_handoff(office: Office) -> None:
    last = fill(_opens(office.sam)).goes_to(CRITERIA)
    answers = [signed.submit(office.slack, office.sam, last).text for _ in range(2)]
    assert answers == ["", ""]
    office.settle()
    assert len([m for m in office.anna.messages() if re.match(r"Acme \(#\d+\)", m.shown)]) == 1


def _opens(person: DeskPerson, line: str = "/handoff") -> Modal:
    modal = person.types(line).modal
    assert modal is not None
    return modal


def _goes_on(person: DeskPerson) -> Modal:
    modal = _opens(person).submit().modal
    assert modal is not None
    return modal


def _kept(office: Office) -> list[DraftPackage]:
    with office.bot.db.reading() as session:
        return list(session.exec(select(DraftPackage)).all())


def _dispatch(office: Office, form: Modal, company: str, *, at: float, by: str = "sam") -> signed.Json:
    """What Slack sends when somebody types a company."""
    return signed.typed(office.slack, office.desk.as_user(by), form, "Company", company, at=at)
