"""The workspace's clock: real time plus an offset that tests and the demo move."""

import time
from datetime import UTC, datetime
from email.utils import formatdate


class Clock:
    def __init__(self, start: datetime | None = None) -> None:
        self.offset = 0.0
        if start:
            self.to(start)

    def time(self) -> float:
        return time.time() + self.offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def advance(self, seconds: float) -> None:
        self.offset += seconds

    def to(self, moment: datetime) -> None:
        """A moment without a zone is in UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        self.offset = aware.timestamp() - time.time()

    def http_date(self) -> str:
        return formatdate(self.time(), usegmt=True)


class Timestamps:
    """Message timestamps: unique and rising, even when the clock is moved back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        self._last = max(int(self._clock.time() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
