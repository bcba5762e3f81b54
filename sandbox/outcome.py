"""What came of a delivery to the app."""

from dataclasses import dataclass

from sandbox.wire import Json


@dataclass(frozen=True)
class Outcome:
    """`body` is what the app answered with."""

    status: int
    ack_ms: int
    body: str = ""
    error: str | None = None
    reason: str = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def timed_out(self) -> bool:
        return self.error == "operation_timeout"

    def as_json(self) -> Json:
        shown: Json = {
            "ok": self.ok,
            "status": self.status,
            "ack_ms": self.ack_ms,
            "timed_out": self.timed_out,
        }
        return shown if self.ok else shown | {"error": self.error}
