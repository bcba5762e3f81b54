"""What a digest is drawn from: the figures of its week, and the words and names for what they count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.chart import Chart
from app.domain.counted import Step
from app.domain.metrics import Figures, Kind, Report, Stalled, Words
from app.domain.roster import Roster
from app.domain.thanks import Thanks

STEPS = {  # what is counted of each step in the week, whenever the lead was handed off
    Step.HANDED_OFF: "Handed off",
    Step.ACCEPTED: "Accepted",
    Step.TOUCHED: "Touched",
    Step.BOOKED: "Booked",
    Step.HELD: "Held",
    Step.OPPORTUNITY: "Opportunities",
    Step.WON: "Won",
}
DETAILS = (Kind.AE, Kind.SDR, Kind.SEGMENT, Kind.SOURCE)  # what the thread compares


@dataclass(frozen=True)
class Weekly:
    """One digest. `zone` is the channel's; `labels` say what the codes of a kind of slice read as."""

    start: datetime
    end: datetime
    zone: str
    report: Report
    stalled: Sequence[Stalled]  # now, the longest waiting first
    words: Words
    roster: Roster
    thanks: Thanks = field(default_factory=Thanks)
    labels: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    instead_of: str = ""  # the channel that it could not be posted in

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was handed off, and nothing else counts either."""
        return not any(self.report.this.counts.values())

    def name(self, kind: Kind, key: str) -> str:
        """Say who or what a slice is; plain text."""
        if kind in (Kind.AE, Kind.SDR):
            return self.roster.name(key) if key else "Nobody yet"
        return self.labels.get(kind, {}).get(key, key) or "Not said"

    def slices(self, kind: Kind) -> list[tuple[str, Figures]]:
        """List the slices of a kind by name: an order that ranks nobody."""
        found = self.report.slices.get(kind, {})
        named = [(self.name(kind, key), figures) for key, figures in found.items()]
        return sorted(named, key=lambda one: one[0])


def funnel(this: Figures, before: Figures) -> Chart:
    """Draw how far leads came in a week and in the one before."""
    return Chart(
        "From handed off to won",
        list(STEPS.values()),
        {"This week": _steps(this), "The week before": _steps(before)},
    )


def _steps(figures: Figures) -> list[float]:
    return [
        figures.handed_off,
        figures.accepted,
        figures.touched,
        figures.booked,
        figures.held,
        figures.opportunities,
        figures.won,
    ]
