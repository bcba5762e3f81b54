"""The letters to a prospect, read as she reads them: in her language, whole, with one thing to do next.

After a deliberate change of the words: UPDATE_SNAPSHOTS=1 pytest tests/services/test_letters.py -n 0,
and then read what has changed, as a native reader would.
"""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from bidi import get_display  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.intro import IntroFacts
from app.domain.languages import Language
from app.services.letters import BODY_LIMIT, LONGEST, SUBJECT_LIMIT, TEMPLATES, languages, names, render
from tests.hostile import STRINGS
from tests.services.letter_cases import cases

KEPT = Path(__file__).parent / "letters"
EVERY = list(product(TEMPLATES, Language))
QUOTED = {
    Language.EN: "“{}”",
    Language.DE: "„{}“",
    Language.FR: "«\u00a0{}\u00a0»",
    Language.ES: "«{}»",
    Language.PT: "“{}”",
    Language.JA: "「{}」",
}
STEPS = ("meeting", "times", "booking", "next_step")  # the first that is known is the way on
TELLING: dict[str, Any] = {
    "use_case": "Zzusezz",
    "quotes": ("Zzquotezz", "Zzotherzz"),
    "meeting": "Zzmeetingzz",
    "times": ("Zzfirstzz", "Zzsecondzz"),
    "booking": "https://zzbooking.example",
    "next_step": "Zzagreedzz",
}
JANE = IntroFacts("Jane Doe", "Acme", "Sam Rivera", "Anna Keller")


def every_choice() -> Iterator[dict[str, Any]]:
    """Each way in which some facts are known and others are not."""
    for known in product((True, False), repeat=len(TELLING)):
        yield {name: TELLING[name] for name, is_known in zip(TELLING, known, strict=True) if is_known}


def told(body: str) -> set[str]:
    """The facts that stand in a letter, whole and once."""
    texts = {name: (value,) if isinstance(value, str) else value for name, value in TELLING.items()}
    counts = {name: {body.count(text) for text in several} for name, several in texts.items()}
    assert all(found in ({0}, {1}) for found in counts.values()), counts
    return {name for name, found in counts.items() if found == {1}}


def read(template: str, language: Language) -> str:
    """All cases of a template and language, one after another."""
    letters = []
    for title, facts in cases(language).items():
        subject, body = render(template, language, facts)
        letters.append(f"═══ {title} ═══\n\n{subject}\n\n{body}\n")
    return "\n".join(letters)


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_each_letter_reads_as_it_was_read_and_approved(template: str, language: Language) -> None:
    kept = KEPT / f"{template}.{language}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.mkdir(exist_ok=True)
        kept.write_text(read(template, language), "utf-8")
    assert read(template, language) == kept.read_text("utf-8")


def test_no_kept_letter_is_left_over() -> None:
    assert {file.name for file in KEPT.iterdir()} == {f"{name}.{code}.txt" for name, code in EVERY}


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_letter_says_the_way_on_and_the_agreed_step_where_there_is_room_for_it(
    template: str, language: Language
) -> None:
    summed_up = {"use_case"} if template == "short" else {"use_case", "quotes"}
    for known in every_choice():
        subject, body = render(template, language, replace(JANE, **known))
        step = next(({name} for name in STEPS if name in known), set())
        step |= {"booking"} & set(known) if step == {"times"} else set()  # for another time
        agreed = {"next_step"} if template in ("joint", "technical") and "meeting" not in known else set()
        assert told(body) == step | ((summed_up | agreed) & set(known))
        assert "Anna Keller" in subject
        assert "Jane Doe" in body
        assert "Anna Keller" in body
        assert body.endswith("Sam Rivera")


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_missing_fact_leaves_no_gap_and_no_heading_without_a_text(
    template: str, language: Language
) -> None:
    bodies = [render(template, language, replace(JANE, **known))[1] for known in every_choice()]
    headings = {
        before
        for body in bodies
        for before, after in _pairs(body)
        if "zz" in after.lower() and "zz" not in before.lower()
    }
    assert len(headings) >= 1 + len(STEPS)
    for body in bodies:
        assert "\n\n\n" not in body
        assert not [line for line in body.splitlines() if line != line.rstrip()]
        assert all("zz" in after.lower() for before, after in _pairs(body) if before in headings)


def _pairs(body: str) -> list[tuple[str, str]]:
    lines = body.splitlines()
    return list(zip(lines, [*lines[1:], ""], strict=True))


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_the_prospects_words_stand_in_the_quotation_marks_of_the_letters_language(
    template: str, language: Language
) -> None:
    body = render(template, language, replace(JANE, quotes=("We lose leads.",)))[1]
    assert (QUOTED[language].format("We lose leads.") in body) == (template != "short")


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_names_from_right_to_left_turn_nothing_but_themselves(template: str, language: Language) -> None:
    for title, facts in cases(language).items():
        if not title.startswith(("Arabic", "Hebrew")):
            continue
        for line in "\n".join(render(template, language, replace(facts, quotes=()))).splitlines():
            expected = line
            for name in (facts.contact, facts.company, facts.sdr, facts.ae):
                expected = expected.replace(name, _in_display_order(name))
            assert get_display(line).replace("\u200e", "") == expected.replace("\u200e", "")


def _in_display_order(name: str) -> str:
    """A name in one script from right to left, as it stands on a screen."""
    assert all(unicodedata.bidirectional(letter) in ("R", "AL", "WS", "ON", "L") for letter in name)
    return name[::-1]


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_the_longest_facts_still_fit_with_the_senders_name_at_the_end(
    template: str, language: Language
) -> None:
    for missing in range(len(STEPS)):
        empty: dict[str, Any] = {name: type(getattr(LONGEST, name))() for name in STEPS[:missing]}
        subject, body = render(template, language, replace(LONGEST, **empty))
        assert len(subject) <= SUBJECT_LIMIT
        assert len(body) <= BODY_LIMIT
        assert body.endswith(LONGEST.sdr)


TYPED = st.one_of(st.sampled_from(STRINGS), st.text(max_size=4000))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(EVERY),
    st.builds(
        IntroFacts,
        *[TYPED] * 4,
        use_case=TYPED,
        next_step=TYPED,
        quotes=st.lists(TYPED, max_size=5).map(tuple),
        times=st.lists(TYPED, max_size=5).map(tuple),
        booking=TYPED,
        meeting=TYPED,
    ),
)
def test_whatever_was_typed_is_never_too_long_for_the_draft_nor_more_than_one_line_of_subject(
    which: tuple[str, Language], facts: IntroFacts
) -> None:
    subject, body = render(*which, facts)
    assert 0 < len(subject) <= SUBJECT_LIMIT
    assert 0 < len(body) <= BODY_LIMIT
    assert len(subject.splitlines()) == 1


def test_what_was_typed_is_never_run_as_a_template() -> None:
    for text in ("{{ facts.sdr }}", "{% for x in y %}", "{{ 7*7 }}", "{# gone #}"):
        for template, language in EVERY:
            _, body = render(template, language, replace(JANE, contact=text, use_case=text, next_step=text))
            assert body.count(text) == 3


def test_a_teams_own_file_goes_before_the_shipped_one_of_its_name_and_language(tmp_path: Path) -> None:
    (tmp_path / "joint.de.txt.j2").write_text("Für {{ facts.contact }}\n\nMoin!\n", "utf-8")
    assert render("joint", Language.DE, JANE, folder=tmp_path) == ("Für Jane Doe", "Moin!")
    assert render("joint", Language.EN, JANE, folder=tmp_path) == render("joint", Language.EN, JANE)
    assert render("short", Language.DE, JANE, folder=tmp_path) == render("short", Language.DE, JANE)
    assert names(tmp_path) == TEMPLATES == names()


def test_a_team_may_add_templates_of_other_names(tmp_path: Path) -> None:
    (tmp_path / "trade_fair.fr.txt.j2").write_text("Salon\n\nBonjour {{ facts.contact }},\n", "utf-8")
    (tmp_path / "trade_fair.en.txt.j2").write_text("Fair\r\n\r\nHi {{ facts.contact }},\r\n", "utf-8")
    assert names(tmp_path) == {**TEMPLATES, "trade_fair": "Trade fair"}
    assert languages("trade_fair", tmp_path) == (Language.EN, Language.FR)
    assert languages("joint", tmp_path) == tuple(Language)
    assert render("trade_fair", Language.EN, JANE, folder=tmp_path) == ("Fair", "Hi Jane Doe,")


def test_a_template_that_is_wrong_or_not_there_never_keeps_a_letter_from_being_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "short.en.txt.j2").write_text("Hi\n\n{{ facts.budget }}\n", "utf-8")
    (tmp_path / "booked.en.txt.j2").write_text("Hi\n\n" + "{{ facts.contact }} " * 400, "utf-8")
    (tmp_path / "fair.en.txt.j2").write_bytes(b"\xff\xfe")
    (tmp_path / "gone.en.txt.j2").write_text("Hi\n\n{{ facts.quotes | first }}\n", "utf-8")
    for name in ("short", "booked"):
        assert render(name, Language.EN, JANE, folder=tmp_path) == render(name, Language.EN, JANE)
    for name in ("fair", "gone", "never_written", "../../etc/passwd"):
        assert render(name, Language.EN, JANE, folder=tmp_path) == render("joint", Language.EN, JANE)
    assert render("joint", Language.EN, JANE, folder=tmp_path / "none") == render("joint", Language.EN, JANE)
