"""What is known after a try to deliver something: each failure is named for what it means.

Exception
├── NotPosted    nothing arrived; trying again is safe
├── MaybePosted  nobody knows
├── Gone         what was to be brought up to date is not there any more
└── Refused      it will never be taken
    └── ShutOut  and nothing else will be: the way in is closed
"""


class NotPosted(Exception):
    """It did not arrive; trying again is safe.

    `wait` is what the other side asked for, in seconds. `away`: the failure says nothing of this message.
    """

    def __init__(self, why: str, wait: float | None = None, *, away: bool = False) -> None:
        super().__init__(why)
        self.wait, self.away = wait, away


class MaybePosted(Exception):
    """Nobody knows whether it arrived."""


class Refused(Exception):
    """It will never be taken."""


class ShutOut(Refused):
    """We are let in no more: a password was changed, or a consent was taken back."""


class Gone(Exception):
    """The message to be updated was deleted."""
