"""Whether somebody can take a handoff now, and the words people read when she cannot. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from app.domain import workhours
from app.domain.model import Person
from app.domain.roster import why_no_member
from app.domain.timetable import holiday
from app.domain.workhours import Hours, NoWorkingTime, zone_of


@dataclass(frozen=True)
class Signs:
    """What a team takes for being away. `emoji` are names without colons; `words` are whole words."""

    emoji: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    heeds_dnd: bool = True
    only_at_work: bool = False  # outside her working hours she can take nothing, rather than only as the last


def why_away(known: Person | None, hours: Hours, zone: str, now: datetime, signs: Signs) -> str:
    """Say why somebody can take nothing now; "" when she can. Times in the sentence are in her own `zone`.

    `hours` are hers, with her absences; `known` is what Slack told us of her, None if nothing yet.
    """
    if known and why_no_member(known):
        return "is no full member of this workspace (any more)"
    if out := out_of_office(hours, zone, now):
        return out
    if known and (status := _away_status(known, now, signs)):
        return status
    return _off_day(hours, zone, now) or (_outside(hours, zone, now) if signs.only_at_work else "")


def out_of_office(hours: Hours, zone: str, now: datetime) -> str:
    """Say until when somebody is out of office now; "" when she is not."""
    returns = next((returns for leaves, returns in hours.absences if leaves <= now < returns), None)
    return f"out of office until {say_until(returns, zone, now)}" if returns else ""


def why_off(known: Person | None, hours: Hours, zone: str, now: datetime, signs: Signs) -> str:
    """Say why somebody should take something only if all the others are off or away, too; "" if she is on."""
    if signs.heeds_dnd and known and known.dnd_until and known.dnd_until > now:
        return f"do not disturb until {say_until(known.dnd_until, zone, now)}"
    return _outside(hours, zone, now)


def say_until(moment: datetime, zone: str, now: datetime) -> str:
    """Say a coming moment as short as it is clear: "15:00 CET", "Mon 7 Dec", "Mon 7 Dec, 14:00 CET"."""
    tz = zone_of(zone)
    local, today = moment.astimezone(tz), now.astimezone(tz).date()
    clock, day = f"{local:%H:%M %Z}", f"{local:%a} {local.day} {local:%b}"
    if local.date() == today:
        return clock
    return day if local.time() == time() else f"{day}, {clock}"


def named_emoji(names: Iterable[str]) -> frozenset[str]:
    """Read emoji as people write them, with or without colons."""
    return frozenset(name.strip().strip(":").lower() for name in names)


def _away_status(known: Person, now: datetime, signs: Signs) -> str:
    if known.status_until and known.status_until <= now:
        return ""
    emoji, text = known.status_emoji.strip(":").partition("::")[0].lower(), known.status_text.casefold()
    says_so = any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) for word in signs.words)
    if not says_so and emoji not in signs.emoji:
        return ""
    shown = " ".join(part for part in (known.status_emoji, known.status_text) if part)
    return f"Slack status {shown}"


def _off_day(hours: Hours, zone: str, now: datetime) -> str:
    day = workhours.today(now, zone)
    if day in hours.closures:
        return "the office is closed today"
    name = holiday(hours.country, day) if hours.country and not hours.always else ""
    return f"on holiday: {name}" if name else ""


def _outside(hours: Hours, zone: str, now: datetime) -> str:
    if workhours.is_open(now, hours, zone):
        return ""
    try:
        return f"outside working hours until {say_until(workhours.next_open(now, hours, zone), zone, now)}"
    except NoWorkingTime:
        return "without working hours for more than a year"
