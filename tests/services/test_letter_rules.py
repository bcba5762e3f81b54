"""A team's own templates: what is wrong is told with its line before it is used, and never run."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from app.domain.languages import Language
from app.services import letter_rules
from app.services.letter_rules import FACTS, FILTERS, faults_of
from app.services.letters import LARGEST, SAMPLE, SHIPPED, TEMPLATES, Fault, lint, render
from tests.office import ROOT
from tests.services.hostile_templates import FAILS_WHEN_TRIED, HOSTILE, TYPED


def team(folder: Path, body: str, name: str = "joint.en.txt.j2") -> Path:
    """A folder with one template of a team's own."""
    (folder / name).write_text(f"Hello\n\nHi,\n{body}\n", "utf-8")
    return folder


@pytest.mark.parametrize("payload", [*HOSTILE, *TYPED], ids=lambda payload: payload[:40])
def test_what_computes_calls_loads_or_reaches_into_python_is_refused_and_never_run(
    tmp_path: Path, payload: str
) -> None:
    began = time.perf_counter()
    assert faults_of("x", f"{payload}\n\nHi\n")
    found = lint(team(tmp_path, payload))
    assert found
    assert all(fault.file == "joint.en.txt.j2" and fault.line and fault.message for fault in found)
    shipped = render("joint", Language.EN, SAMPLE)
    assert render("joint", Language.EN, SAMPLE, folder=tmp_path) == shipped
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("payload", FAILS_WHEN_TRIED, ids=lambda payload: payload[:40])
def test_what_fails_or_is_too_long_only_with_some_facts_is_found_by_trying(
    tmp_path: Path, payload: str
) -> None:
    assert faults_of("x", f"{payload}\n\nHi\n") == ()
    (fault,) = lint(team(tmp_path, payload))
    assert fault.line in (3, 4)


def test_the_shipped_templates_pass(tmp_path: Path) -> None:
    for name in TEMPLATES:
        for language in Language:
            file = f"{name}.{language}.txt.j2"
            (tmp_path / file).write_bytes((SHIPPED / file).read_bytes())
    assert len(list(tmp_path.iterdir())) == len(TEMPLATES) * len(Language)
    assert lint(tmp_path) == []


def test_the_template_in_the_documentation_passes_and_its_lists_are_whole(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "templates.md").read_text("utf-8")
    (example,) = re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)
    (tmp_path / "trade_fair.en.txt.j2").write_text(example, "utf-8")
    assert lint(tmp_path) == []
    assert set(re.findall(r"^\| `facts\.(\w+)`", page, re.MULTILINE)) == set(FACTS)
    assert set(re.findall(r"^\| `\\\| (\w+)", page, re.MULTILINE)) == set(FILTERS)
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(TEMPLATES)


def test_what_a_template_may_hold_passes(tmp_path: Path) -> None:
    allowed = """{# a note to ourselves #}
{% if facts.quotes and not facts.meeting %}
{% for one in facts.quotes %}
- {{ one | trim }}
{% else %}
none
{% endfor %}
{% elif facts.times | length >= 2 or facts.company == "Acme" %}
{{ facts.times | join(", ") }}, {{ facts.times | first | default("soon") }}
{% endif %}
{{ facts.booking | default("no link", true) }} {{ facts.ae | upper }} {{ "{{" }} {{ facts.ae | lower }}
{% raw %}{{ as it is }}{% endraw %}.
"""
    assert lint(team(tmp_path, allowed)) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Hi {{ facts.acme }}\n\nBody\n", 1, "facts.acme is not known; there are contact, company"),
        ("Hi\n\nBody\n{{ facts.budget }}\n", 4, "facts.budget is not known"),
        ("Hi\n\n\n{{ contact }}\n", 4, "“contact” is not known here; write facts.NAME"),
        (
            "Hi\n\nBody {{ facts.ae | title }}\n",
            3,
            "“| title” is not allowed; there are default, first, join",
        ),
        ("Hi\n\nBody\n\n{{ facts.times }}\n", 5, "this is a list: use {% for … %}"),
        ("Hi\n\nBody\n{{ 2 * 3 }}\n", 4, "Arithmetic is not allowed: use only"),
        ("Hi\n\nBody\n{% include 'x' %}\n", 4, "Taking in another file is not allowed"),
        ("Hi\n\nBody\n{{ facts.ae.upper() }}\n", 4, "A call (…) is not allowed"),
        ("Hi\n\nBody\n{% if facts.ae %}\nx\n", 5, "this cannot be read: Unexpected end of template"),
        ("Hi\nBody\n", 2, "the line under the subject must be empty"),
        ("\n\nBody\n", 1, "the subject is empty"),
        ("{% if facts.meeting %}Hi{% endif %}\n\nBody\n", 1, "without meeting: the subject is empty"),
        ("Hi\n\n{% if facts.quotes %}\nBody\n{% endif %}\n", 3, "without quotes: the body is empty"),
        ("Hi\n", 3, "the body is empty"),
        ("", 1, "the subject is empty"),
        ("Hi " * 60 + "\n\nBody\n", 1, "the subject has 179 characters; 150 fit"),
        ("Hi\n\n" + "Body " * 700, 3, "the body has 3,499 characters; 3,000 fit"),
        ("Hi\n\n{{ facts.use_case * 9 }}\n", 3, "Arithmetic"),
        ("Hi\n\nBody\n\n{{ facts.quotes | first }}\n", 5, "without quotes: a fact is needed here"),
        ("Hi\n\nBody {% if facts.ae %}x{% endif %}\nmore\n", 3, "the next line would be joined to this one"),
    ],
)
def test_a_fault_says_its_line_and_what_would_be_right(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    (tmp_path / "joint.de.txt.j2").write_text(text, "utf-8")
    found = lint(tmp_path)
    assert [fault for fault in found if fault.line == line and said in fault.message], found
    assert str(found[0]).startswith("joint.de.txt.j2, line ")


@pytest.mark.parametrize(
    "name", ["joint.de.txt", "joint.xx.txt.j2", "joint.txt.j2", "Joint.de.txt.j2", "notes.md"]
)
def test_a_file_of_another_name_is_told_since_it_would_never_be_used(tmp_path: Path, name: str) -> None:
    team(tmp_path, "x", name)
    (tmp_path / ".hidden").touch()
    (fault,) = lint(tmp_path)
    assert fault == Fault(name, 1, "name it NAME.LANGUAGE.txt.j2; the languages are en, de, fr, es, pt, ja")


def test_a_folder_that_is_not_there_or_stands_where_a_file_should_is_told(tmp_path: Path) -> None:
    assert lint(tmp_path / "none") == [
        Fault(str(tmp_path / "none"), 1, "this folder cannot be read: No such file or directory")
    ]
    (tmp_path / "joint.de.txt.j2").mkdir()
    assert len(lint(tmp_path)) == 1


def test_a_file_that_is_too_large_or_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.de.txt.j2").write_bytes(b"Hi\n\n" + b"x" * LARGEST)
    (tmp_path / "b.de.txt.j2").write_bytes("Hi\n\nGrüße\n".encode("latin-1"))
    (tmp_path / "c.de.txt.j2").write_bytes("\ufeffHi\r\n\r\nGrüße\r\n".encode())
    large, latin = lint(tmp_path)
    assert large == Fault("a.de.txt.j2", 1, "a template can have 20,000 bytes at most")
    assert latin == Fault("b.de.txt.j2", 3, "this is not UTF-8: save the file in UTF-8")


def test_every_fault_of_a_template_is_told_at_once(tmp_path: Path) -> None:
    found = lint(team(tmp_path, "{{ facts.x }}\n{{ facts.y }}\n{{ 1 + 1 }}"))
    assert [fault.line for fault in found] == [4, 5, 6]


PIECES = st.sampled_from(
    [
        *("{{ ", " }}", "{% ", " %}", "{# ", " #}", "facts", ".", "contact", "quotes", "__class__", "|", "("),
        *("join", "first", "upper", "attr", ")", "'x'", "[", "]", " for ", " in ", " if ", "else", "endif"),
        *(
            "endfor",
            "set",
            "include",
            "a",
            "1",
            " * ",
            " + ",
            "~",
            ",",
            "\n",
            " ",
            "not ",
            " and ",
            "==",
            ">",
        ),
        *(
            "{{ facts.contact }}",
            "{% for a in facts.quotes %}",
            "{{ a }}",
            "{% endfor %}",
            "{% if facts.ae %}",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_stands_in_a_template_is_either_told_or_says_nothing_of_python(body: str) -> None:
    text = f"Hello\n\nHi,\n{body}\n"
    if not faults_of("x", text):
        said = ""
        with suppress(TypeError, UndefinedError):  # found by trying
            said = letter_rules.WORDS.from_string(text).render(facts=SAMPLE)
        assert not re.search(r"__\w+__ of|<(class|function|bound)|object at 0x|IntroFacts\(", said)


def test_the_environment_itself_knows_no_more_than_the_rules_allow() -> None:
    assert not letter_rules.WORDS.globals
    assert not letter_rules.WORDS.tests
    assert set(letter_rules.WORDS.filters) == set(FILTERS)
    assert letter_rules.WORDS.loader is None
