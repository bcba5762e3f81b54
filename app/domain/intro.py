"""The facts a joint introduction needs: all that may leave the house, and nothing else.

Objections, tone, budget, criteria and notes have no field here, so no template can print them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.draft import lines, one_line
from app.domain.package import Package

# How many characters of each fact go into the draft: the whole of it must fit a Slack text input.
NAME, QUOTE, STEP, SAID, TIME, LINK = 80, 480, 350, 200, 80, 300
MOST_QUOTES, MOST_TIMES = 3, 3
STEP_BACK = 40  # a cut goes back to a space no further away than this
BULLET = re.compile(r"^\s*(?:[-*•·–—]\s+)+")
MARKS = tuple(map(tuple, ("“”", "„“", "«»", "‹›", "「」", "『』", '""', "””")))
KEEPS_ITS_PLACE = "\u200e"  # an unseen left-to-right letter
DIRECTIONS = re.compile("[\u200e\u200f\u061c]")


@dataclass(frozen=True)
class IntroFacts:
    """What a template may say to the prospect; cleaned and cut to length when made. "" is not known."""

    contact: str  # first contact's name
    company: str
    sdr: str
    ae: str
    use_case: str = ""
    next_step: str = ""  # as it was agreed with the prospect
    quotes: tuple[str, ...] = ()  # the prospect's own words, without quotation marks
    times: tuple[str, ...] = ()  # proposed for a meeting, as they are in the prospect's zone
    booking: str = ""  # the AE's booking link, https only
    meeting: str = ""  # when the booked meeting is

    def __post_init__(self) -> None:
        cleaned = {
            **{name: _name(getattr(self, name)) for name in ("contact", "company", "sdr", "ae")},
            "use_case": _cut(lines(self.use_case).strip(), QUOTE),
            "next_step": _cut(lines(self.next_step).strip(), STEP),
            "quotes": tuple(said for text in self.quotes if (said := _quote(text)))[:MOST_QUOTES],
            "times": tuple(time for text in self.times if (time := _cut(one_line(text), TIME)))[:MOST_TIMES],
            "booking": booking_link(self.booking),
            "meeting": _cut(one_line(self.meeting), TIME),
        }
        for name, value in cleaned.items():
            object.__setattr__(self, name, value)


def facts(
    package: Package,
    *,
    sdr: str,
    ae: str,
    times: Sequence[str] = (),
    booking: str = "",
    meeting: str = "",
) -> IntroFacts:
    """Take from a package what may be said to the prospect.

    `sdr` and `ae` are names, `booking` is the AE's link. `times` are proposed for a meeting and `meeting`
    is the one that is booked, each as a text in the prospect's own zone and language. `quotes` are the
    lines of the answer of that name.
    """
    return IntroFacts(
        contact=package.contacts[0].name,
        company=package.company,
        sdr=sdr,
        ae=ae,
        use_case=package.answer("use_case"),
        next_step=package.answer("next_step"),
        quotes=tuple(lines(package.answer("quotes")).split("\n")),
        times=tuple(times),
        booking=booking,
        meeting=meeting,
    )


def _name(text: str) -> str:
    """Clean a name. One that is written from right to left is held in its place in a sentence.

    Without a mark on each side, the commas and figures next to a Hebrew or Arabic name change sides.
    """
    name = _cut(one_line(DIRECTIONS.sub("", text)), NAME)
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in name)
    return f"{KEEPS_ITS_PLACE}{name}{KEEPS_ITS_PLACE}" if turned else name


def _quote(text: str) -> str:
    """Clean one line of the prospect's words: the bullet and the quotation marks are the template's."""
    said = BULLET.sub("", one_line(text))
    for before, after in MARKS:
        inside = said[1:-1]
        if said.startswith(before) and said.endswith(after) and not {before, after} & set(inside):
            said = inside.strip()
            break
    return _cut(said, SAID) if any(map(str.isalnum, said)) else ""


def booking_link(text: str) -> str:
    """Give a web address, or "": half a link leads nowhere."""
    link = one_line(text)
    return link if link.startswith("https://") and len(link) <= LINK and " " not in link else ""


def _cut(text: str, limit: int) -> str:
    """Cut a text to a length, after a whole word if one ends nearby."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    if not text[limit - 1].isspace() and space >= limit - STEP_BACK:
        kept = kept[:space]
    return kept.rstrip(" \n,;:–-") + "…"
