"""[availability]: what counts as being away, and what becomes of what waits for somebody who leaves."""

from typing import Literal

from pydantic import Field

from app.domain.availability import Signs, named_emoji
from app.policy.parts import Part

AWAY_EMOJI = ("palm_tree", "face_with_thermometer", "beach_with_umbrella", "desert_island", "no_entry")
AWAY_WORDS = (
    *("vacation", "vacationing", "holiday", "holidays", "out of office", "ooo", "pto"),
    *("sick", "on leave", "parental leave"),
)


class Availability(Part):
    """Which signs keep an AE from being chosen, and what happens to what waits for her on leave."""

    away_emoji: list[str] = Field(default_factory=lambda: list(AWAY_EMOJI))
    away_words: list[str] = Field(default_factory=lambda: list(AWAY_WORDS))
    dnd: Literal["skip", "ignore"] = "skip"
    outside_hours: Literal["allow", "skip"] = "allow"
    pending_on_leave: Literal["pause", "reassign"] = "pause"

    def signs(self) -> Signs:
        """Give it as the rules take it."""
        words = tuple(word.strip() for word in self.away_words if word.strip())
        return Signs(
            named_emoji(self.away_emoji) - {""}, words, self.dnd == "skip", self.outside_hours == "skip"
        )
