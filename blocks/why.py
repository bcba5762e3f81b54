"""`/handoff why`: who was considered for a handoff, who was skipped and why, at which counts."""

from collections.abc import Iterator, Sequence

from app.domain.model_team import Assignment
from app.domain.routing import TURN, Considered, Decision, Strategy, replay
from app.domain.sight import Sight
from blocks.parts import Block, context, esc, header, mention, section, typed, when
from blocks.story import owner

MOST, LINES = 10, 12  # choices shown, and people in one block
IN_TURN = (Strategy.ROUND_ROBIN, Strategy.WEIGHTED)
USAGE = "Which one? Give its number, as on its card: `/handoff why 12`."


def why(sight: Sight, lines: Sequence[Assignment]) -> tuple[str, list[Block]]:
    """Draw how a handoff came to each AE, the newest choice first."""
    handoff = sight.handoff
    title = f"{handoff.company} (#{handoff.number}): who got it, and why"
    blocks = [header(title), owner(sight)]
    for line in reversed(lines[-MOST:]):
        blocks += _choice(sight, line)
    if not lines:
        blocks.append(section(f"{mention(handoff.ae_id)}: {typed(handoff.why_ae)}."))
    if len(lines) > MOST:
        blocks.append(context(f"… and {len(lines) - MOST} earlier."))
    return esc(title), blocks


def _choice(sight: Sight, line: Assignment) -> Iterator[Block]:
    made = replay(line.decision)
    whom = mention(line.ae_id) if line.ae_id else "offered to several"
    back = "\nThe turn was given back." if line.credited_at else ""
    yield section(f"*{whom}*, {when(line.at, sight.zone)}: {typed(made.why)}.{back}")
    said = [f"✗ {_name(sight, ae)}: {typed(reason, 150)}" for ae, reason in made.passed_over.items()]
    said += [_seat(sight, made, one) for one in made.considered]
    for start in range(0, len(said), LINES):
        yield section("\n".join(said[start : start + LINES]))


def _seat(sight: Sight, made: Decision, one: Considered) -> str:
    mark = "✓" if one.seat.ae == made.chosen else "✗" if one.skipped else "○"
    skipped = f", skipped: {typed(one.skipped, 150)}" if one.skipped else ""
    return f"{mark} {_name(sight, one.seat.ae)} · {', '.join(_counts(made, one))}{skipped}"


def _counts(made: Decision, one: Considered) -> Iterator[str]:
    seat = one.seat
    yield f"{seat.open} open" + (f" of {seat.max_open}" if seat.max_open else "")
    if seat.per_day:
        yield f"{seat.today} of {seat.per_day} today"
    if seat.per_week:
        yield f"{seat.week} of {seat.per_week} this week"
    if seat.weight > 1:
        yield f"weight {seat.weight}"
    first = next((other.passed or 0 for other in made.seats if other.ae == made.chosen), None)
    if made.strategy in IN_TURN and first is not None and seat.ae != made.chosen:
        ahead = round(((seat.passed or 0) - first) * seat.weight / TURN, 1)
        if ahead:
            turns = f"{abs(ahead):g} turn{'s' if abs(ahead) != 1 else ''}"
            yield f"{turns} ahead" if ahead > 0 else f"{turns} behind"


def _name(sight: Sight, person: str) -> str:
    return typed(sight.roster.name(person), 80)
