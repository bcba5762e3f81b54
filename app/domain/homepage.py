"""What somebody's Home tab holds: her open handoffs by who must act next, a page of each list. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.domain.deadlines import Clock
from app.domain.leave import Calendar
from app.domain.lifecycle import IN_HAND, OPEN, Status
from app.domain.metrics import Figures
from app.domain.model import Deadline, Handoff
from app.domain.model_loop import Preference
from app.domain.model_team import DraftPackage
from app.domain.sight import Sight

ALL = "all"  # a first look at every list
ON_ME, OFFERS, ON_OTHERS, ON_ITS_WAY, STALLED, TEAM = (
    *("on_me", "offers", "on_others", "on_its_way"),
    *("stalled", "team"),  # of the people she manages
)
LISTS = (ON_ME, OFFERS, ON_OTHERS, ON_ITS_WAY, STALLED)
OF_A_TEAM = (STALLED, TEAM)
IS = "is."  # + a status
WHATS = (ALL, *LISTS, TEAM, *(IS + status.value for status in OPEN))
MOST = {ON_ME: 8, OFFERS: 3, ON_OTHERS: 5, ON_ITS_WAY: 5, STALLED: 5}  # at a first look: 100 blocks in all
PAGE = 15  # of the one list that is looked at
LAST_PAGE = 9999


class Look(NamedTuple):
    """What of Home somebody looks at."""

    what: str = ALL
    page: int = 1

    @property
    def code(self) -> str:
        """Give it as buttons carry it and the database keeps it: "on_me.2"."""
        return f"{self.what}.{self.page}"

    @classmethod
    def read(cls, code: str) -> "Look":
        """Read a code; what is none is a first look at all."""
        what, _, page = code.rpartition(".")
        is_page = page.isascii() and page.isdigit() and 0 < int(page) <= LAST_PAGE
        return cls(what, int(page)) if what in WHATS and is_page else cls()


FIRST_LOOK = Look()


class Waiting(NamedTuple):
    """An open handoff with its running clock, if there is one, and the person who must act."""

    handoff: Handoff
    clock: Deadline | None
    waits_for: str | None

    def list_for(self, viewer: str, now: datetime) -> str:
        """Name the list on which it stands for somebody: a booked meeting asks nothing until it is over."""
        until = self.handoff.meeting_at
        rests = self.clock and self.clock.kind == Clock.OUTCOME and until is not None and until > now
        if self.waits_for is None or rests:
            return ON_ITS_WAY if self.handoff.status in IN_HAND else ON_OTHERS
        return ON_ME if self.waits_for == viewer else ON_OTHERS

    @property
    def urgency(self) -> tuple[bool, float, float]:
        """Order by what is due next; a ladder that is used up comes first, what no clock runs for last."""
        due = self.clock.due_at if self.clock else None
        return self.clock is None, due.timestamp() if due else 0.0, self.handoff.since.timestamp()


@dataclass(frozen=True)
class Part:
    """One list on Home: how many are on it, and those of them that are shown."""

    what: str
    total: int = 0
    shown: Sequence[Sight] = ()
    page: int = 1

    @property
    def pages(self) -> int:
        """Count the pages of the list where it is looked at alone."""
        return max(-(-self.total // PAGE), 1)


@dataclass(frozen=True)
class Numbers:
    """Somebody's own figures of the last weeks, as whoever handed off and as whoever got it."""

    days: int
    sdr: Figures | None = None
    ae: Figures | None = None
    team: Figures | None = None  # of the people she manages


@dataclass(frozen=True)
class Homepage:
    """All that Home is drawn from."""

    look: Look = FIRST_LOOK
    parts: Sequence[Part] = ()
    manages: bool = False
    untouched: int = 0  # of the people she manages: accepted, and no first touch yet
    statuses: Mapping[Status, int] = field(default_factory=dict)  # of her own open ones
    numbers: Numbers | None = None
    drafts: Sequence[DraftPackage] = ()  # what she has typed and not handed off
    calendar: Calendar | None = None  # her time off
    preference: Preference | None = None
    is_admin: bool = False  # she looks after the bot itself
