"""What a courier asks of whoever carries for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from app.domain.model import Owed
from app.domain.tries import Refused
from app.store.outbox import Open

M = TypeVar("M")  # what is drawn of an owed message, as it is sent


class Carrier(Protocol[M]):
    """Knows the way: to Slack, or to other services. Every call may raise what domain/tries.py names."""

    patience: timedelta  # for how long, at least, what does not arrive is tried again
    outside: bool  # whether it goes to other services than Slack

    def now_open(self) -> tuple[Open, float | None]:
        """Say what may leave now, and in how many seconds more may (None: nothing is held back)."""

    def is_there(self) -> bool:
        """Say whether the other side answers at all; asked before anything is claimed."""

    def claimed(self, owed: Owed) -> None:
        """Take note of a message that will be sent now."""

    def draw(self, owed: Owed) -> M | None:
        """Make what is sent, or None when it is no longer true."""

    def make_way(self, owed: Owed, drawn: M) -> str:
        """Do all that comes before the request that counts, and give the conversation that it goes to."""

    def post(self, owed: Owed, drawn: M, channel: str, may_leave: Callable[[], None]) -> tuple[str, str]:
        """Send it, and give what it is known by; `may_leave` is asked before a second request."""

    def update(self, owed: Owed, drawn: M) -> None:
        """Show a newer version of what was sent."""

    def is_repeatable(self, owed: Owed) -> bool:
        """Say whether what may have arrived may simply be sent again."""

    def find(self, owed: Owed, drawn: M) -> tuple[str, str] | None:
        """Look for what may have arrived; gives what it is known by."""

    def take_back(self, owed: Owed) -> None:
        """Undo what was sent, as far as that can be done."""

    def give_up(self, owed: Owed, why: Refused) -> None:
        """Keep what cannot be delivered, and tell whom it concerns."""
