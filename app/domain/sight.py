"""A handoff as one person sees it: all that a card, a message or the Home tab is drawn from."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.lifecycle import Action, Role
from app.domain.model import Event, Handoff
from app.domain.model_mail import Intro
from app.domain.package import Package
from app.domain.roster import Roster


@dataclass(frozen=True)
class Sight:
    """What there is to show, to whom (`viewer`, in `zone`), and what she can do now."""

    handoff: Handoff
    package: Package
    roster: Roster
    viewer: str
    zone: str
    now: datetime
    roles: frozenset[Role] = frozenset()
    choices: tuple[Action, ...] = ()
    waits_for: str | None = None  # the person who must act
    due: datetime | None = None  # by when
    left: timedelta | None = None  # until then, in the working time of whoever must act
    asleep_until: datetime | None = None  # the clock does not run before, because somebody promised so
    clock: int | None = None  # the turn that started the running clock
    reasons: dict[str, str] = field(default_factory=dict)  # code → label, of every kind
    source: str = ""  # where the lead came from, in words
    intro: Intro | None = None
    mailbox: str = ""  # the address of the viewer's, if drafts can be put there
    meeting_length: timedelta = timedelta(minutes=30)
    last: Event | None = None  # the newest move by a person

    @property
    def overdue(self) -> bool:
        """Say whether the SLA is used up."""
        return self.due is not None and self.due <= self.now

    @property
    def reason(self) -> str:
        """Give the reason of a rejection, loss or recycling in words."""
        code = self.handoff.reason or ""
        return self.reasons.get(code, code)
