"""Every key of a policy is found on its line, however the file is written."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.policy.lines import line_of, lines_of
from tests.examples import examples

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,6}|[a-z ]{1,4}[.][a-z]{1,3}", fullmatch=True)
GAPS = st.sampled_from(["", "\n", "# [not] a = 1\n", "\n  # more\n\n"])
PLAIN = st.one_of(st.integers(0, 99), st.booleans(), st.sampled_from(["a", "b = 1", "[x]", "#"]))


def key_text(key: str) -> str:
    """A key as TOML wants it."""
    return key if key.isidentifier() and key.isascii() else json.dumps(key)


class Writer:
    """Writes TOML, and notes on which line it put what."""

    def __init__(self) -> None:
        self.text = ""
        self.lines: dict[tuple[str | int, ...], int] = {}

    def here(self, *path: str | int) -> None:
        """Note that a path stands on the line that is being written."""
        self.lines[path] = self.text.count("\n") + 1


@st.composite
def written(draw: st.DrawFn) -> Writer:
    writer = Writer()
    _keys(draw, writer)
    for section in draw(st.lists(KEYS, unique=True, max_size=4)):
        if (section,) in writer.lines:
            continue
        count = draw(st.integers(0, 3))
        for number in range(max(count, 1)):
            within = (section, number) if count else (section,)
            writer.text += draw(GAPS)
            writer.lines.setdefault((section,), writer.text.count("\n") + 1)
            writer.here(*within)
            name = key_text(section)
            writer.text += f"[[{name}]]\n" if count else f"[{name}] # so\n"
            _keys(draw, writer, *within)
    return writer


def _keys(draw: st.DrawFn, writer: Writer, *within: str | int) -> None:
    for key in draw(st.lists(KEYS, unique=True, max_size=4)):
        writer.text += draw(GAPS)
        writer.here(*within, key)
        writer.text += f"{key_text(key)} = "
        kind = draw(st.sampled_from(["plain", "list", "lines", "long"]))
        values = draw(st.lists(PLAIN, max_size=3))
        if kind == "plain":
            writer.text += json.dumps(draw(PLAIN)) + "\n"
        elif kind == "long":
            writer.text += '"""\n[x]\ny = 1\n"""\n'
        else:
            between = "\n" if kind == "lines" else ""
            writer.text += "[" + between
            for number, value in enumerate(values):
                writer.here(*within, key, number)
                writer.text += f"{json.dumps(value)}, {between}"
            writer.text += "]\n"


@given(written())
@examples(40)
def test_every_key_is_found_on_its_line(writer: Writer) -> None:
    assert lines_of(writer.text) == writer.lines


def test_what_is_not_there_is_found_on_the_line_of_what_it_is_missing_in() -> None:
    lines = lines_of("a = 1\n[[b]]\nc = { d = 1 }\n[b.e]\n[f.g]\nh.i = 2\n")
    asked = [("a",), ("b", 0, "x"), ("b", 0, "c", "d"), ("b", 0, "e", "x"), ("f", "g", "h", "i"), ("x",)]
    assert [line_of(lines, path) for path in asked] == [1, 2, 3, 4, 6, None]
