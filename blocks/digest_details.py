"""What stands in a digest's thread: the same figures of each AE, SDR, segment and source, in one table."""

from app.domain.metrics import Figures, Kind
from app.domain.weekly import DETAILS, Weekly
from blocks import charts, said
from blocks.digest import Drawing
from blocks.parts import Block, esc, section, typed

HEADINGS = {Kind.AE: "By AE", Kind.SDR: "By SDR", Kind.SEGMENT: "By segment", Kind.SOURCE: "By source"}
COLUMNS = ("Handed off", "Accepted", "Time to accept", "In the SLA", "Meetings held", "Opportunities")
MOST = 20  # of a kind; a table has 100 rows at the most
FEW = "By name. Under 10, counts stand for shares: too few to compare anybody by."


def details(weekly: Weekly) -> list[Drawing]:
    """Draw the table, and the same as lines; nothing when there is nothing to compare."""
    parts = {kind: found for kind in DETAILS if len(found := weekly.slices(kind)) > 1}
    if not parts:
        return []
    named = ", ".join(f"b{HEADINGS[kind][1:]}" for kind in parts)
    rows: list[list[str]] = []
    paragraphs: list[Block] = []
    for kind, slices in parts.items():
        lines = [[name, *_cells(figures)] for name, figures in slices[:MOST]]
        more = [[f"… and {len(slices) - MOST} more"]] if len(slices) > MOST else []
        rows += [_wide([HEADINGS[kind].upper()]), *lines, *map(_wide, more)]
        said_so = [_line(row) for row in lines] + [row[0] for row in more]
        paragraphs.append(section(f"*{HEADINGS[kind]}*\n" + "\n".join(said_so)))
    heading, text = section(f"_{FEW}_"), esc(f"The week in detail: {named}.")
    table = charts.table(["In the week", *COLUMNS], rows)
    return [(charts.TABLE, text, [heading, table]), ("", text, [heading, *paragraphs])]


def _wide(cells: list[str]) -> list[str]:
    """Fill a row that has but one cell."""
    return [*cells, *[" "] * (len(COLUMNS) + 1 - len(cells))]


def _cells(figures: Figures) -> list[str]:
    median = figures.time_to_accept.median
    return [
        str(figures.handed_off),
        said.share(figures.acceptance),
        said.NONE if median is None else said.time(median),
        said.share(figures.accepted_within),
        str(figures.held),
        str(figures.opportunities),
    ]


def _line(row: list[str]) -> str:
    cells = [f"{what[0].lower()}{what[1:]} {cell}" for what, cell in zip(COLUMNS, row[1:], strict=True)]
    return f"• *{typed(row[0], 80)}*: {', '.join(cells)}"
