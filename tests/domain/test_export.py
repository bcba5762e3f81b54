"""What leaves as a table does no harm where it is opened, and docs/export.md says what stands in it."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from app.domain.export import CONTACTS, EVENTS, HANDOFFS, LEDGER, Column, Kind, harmless
from app.services.sheets import Form, write
from tests.office import ROOT

DANGEROUS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.text(st.sampled_from(DANGEROUS + " 'a\",;|") | st.characters(codec="utf-8"), max_size=12)
PAGE = (ROOT / "docs" / "export.md").read_text("utf-8")


@given(TEXTS)
def test_no_cell_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    out = io.BytesIO()
    write(Form.CSV, out, [Column("a", Kind.TEXT, ""), Column("b", Kind.TEXT, "")], [[[text, "x"]]])
    (_, (cell, neighbour)) = csv.reader(io.StringIO(out.getvalue().decode(), newline=""))
    assert cell in (text, f"'{text}")
    assert neighbour == "x"
    assert cell.lstrip()[:1] not in tuple(DANGEROUS)
    assert cell[:1] not in tuple(DANGEROUS)


def test_what_is_harmless_stays_as_it_is() -> None:
    for text in ("", "Acme", "O'Neill & Sons", "2026-11-23", "a=b", "jane@acme.example"):
        assert harmless(text) == text
    for text in ('=HYPERLINK("http://x")', "+44 20 7946 0000", "-1+1|cmd", "@SUM(A1)", " =1", "\t=1"):
        assert harmless(text) == f"'{text}"


def test_the_page_tells_every_column() -> None:
    for title, columns in (
        ("Handoffs", HANDOFFS),
        ("The prospects' people", CONTACTS),
        ("History", EVENTS),
        ("The credit ledger", LEDGER),
    ):
        part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
        told = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", part, re.MULTILINE)
        assert told == [(name, kind.value, about) for name, kind, about in columns], title
