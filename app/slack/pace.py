"""The courier's pace: what Slack's limits let leave now, and what waits for a Slack that is busy or away."""

import threading
from collections.abc import Callable

from app.store.outbox import Open

BURST = 3  # messages that may follow one another at once to one channel, before it is one a second
PAUSES = (1.0, 2.0, 5.0)  # seconds between knocks at the door of a Slack that is away; the last one repeats
POST, UPDATE = "chat_postMessage", "chat_update"


class Pace:
    """Slack takes `per_second` messages a second in one channel (docs.slack.dev/apis/web-api/rate-limits).

    Each replica keeps its own: together they may be too fast, and then Slack's 429 sets the pace.
    """

    def __init__(self, per_second: float, uptime: Callable[[], float]) -> None:
        """Take the pace, and a clock (seconds) that nobody sets."""
        self._between, self._uptime = 1 / per_second, uptime
        self._lock = threading.Lock()
        self._paid_at: dict[str, float] = {}  # by recipient: when the messages so far have had their second
        self._held: dict[tuple[str, str], float] = {}  # by method and recipient: until when
        self._away_until, self._knocks = 0.0, 0
        self.in_doubt = False  # Slack failed, and has not answered since

    def now_open(self) -> tuple[Open, float | None]:
        """Say what may leave now, and in how many seconds more may (None: nothing is held back)."""
        with self._lock:
            now = self._uptime()
            self._held = {what: until for what, until in self._held.items() if until > now}
            self._paid_at = {to: paid for to, paid in self._paid_at.items() if paid > now}
            full = {to: paid - self._room for to, paid in self._paid_at.items() if paid - self._room > now}
            told = [to for method, to in self._held if method == POST and to]
            away = self._away_until > now
            may = Open(
                posts=not away and (POST, "") not in self._held,
                updates=not away and (UPDATE, "") not in self._held,
                looks=not away,
                not_to=(*full, *told),
            )
            until = [*full.values(), *self._held.values(), *([self._away_until] if away else [])]
            return may, min(until) - now if until else None

    def spend(self, to: str) -> None:
        """Count one post to a recipient."""
        with self._lock:
            self._paid_at[to] = max(self._paid_at.get(to, 0.0), self._uptime()) + self._between

    def hold(self, method: str, to: str, seconds: float) -> None:
        """Keep what Slack asked for: a post waits for its channel, any other method for everybody.

        A second channel that must wait means that it is the workspace's limit: then all posts wait.
        """
        with self._lock:
            now = self._uptime()
            others = [
                until
                for (held, whom), until in self._held.items()
                if (held, method) == (POST, POST) and whom not in ("", to) and until > now
            ]
            self._held[method, to if method == POST else ""] = now + seconds
            if others:
                self._held[POST, ""] = now + seconds

    def wait(self, method: str) -> float:
        """Give the seconds for which a method must not be called by anybody; 0 if it may."""
        with self._lock:
            return max(self._held.get((method, ""), 0.0) - self._uptime(), 0.0)

    def doubt(self) -> None:
        """Slack failed: somebody knocks before anything else leaves."""
        self.in_doubt = True

    def away(self) -> None:
        """Nobody opened: knock again after a pause."""
        with self._lock:
            self._away_until = self._uptime() + PAUSES[min(self._knocks, len(PAUSES) - 1)]
            self._knocks += 1
            self.in_doubt = True

    def answered(self) -> None:
        """Slack is there."""
        self._knocks, self._away_until, self.in_doubt = 0, 0.0, False

    @property
    def _room(self) -> float:
        return self._between * (BURST - 1)
