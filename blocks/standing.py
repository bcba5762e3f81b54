"""Where a handoff stands, who must do what by when, and what was promised: the lines of every card."""

from collections.abc import Callable
from datetime import timedelta

from app.domain.clues import unescaped
from app.domain.durations import say_duration
from app.domain.lifecycle import IN_HAND, Action, Dispute, Meeting, Status
from app.domain.model import Handoff
from app.domain.sight import Sight
from blocks.parts import ERASED, Block, day, mention, section, typed, when

STATUS = {
    Status.REVIEW: "🔎 Waiting for approval",
    Status.PENDING: "⏳ Waiting for an answer",
    Status.RETURNED: "❓ Question to the SDR",
    Status.REJECTED: "🚫 Rejected",
    Status.WITHDRAWN: "↩️ Withdrawn",
    Status.ACCEPTED: "✅ Accepted",
    Status.WORKING: "🤝 Being worked",
    Status.OPPORTUNITY: "📈 Opportunity",
    Status.RECYCLED: "♻️ Recycled",
    Status.WON: "🏆 Won",
    Status.LOST: "📉 Lost",
}
DISPUTED = "⚖️ Rejected, disputed"
MEETING = {
    Meeting.BOOKED: "📅 Meeting booked",
    Meeting.HELD: "📅 Meeting held",
    Meeting.NO_SHOW: "📅 No-show",
}
AWAITED = {
    Status.REVIEW: "decision",
    Status.REJECTED: "ruling",
    Status.ACCEPTED: "first touch",
    Status.WORKING: "word on the meeting",
}
SHOWN = 350  # characters of what was promised


def state(handoff: Handoff) -> str:
    """Name where it stands; a rejection that a manager must rule on is more than rejected."""
    return DISPUTED if handoff.dispute == Dispute.OPEN else STATUS[handoff.status]


def standing(sight: Sight) -> list[Block]:
    """Say where it stands and who must do what by when."""
    handoff = sight.handoff
    line = f"*{state(handoff)}*"
    if handoff.meeting is not Meeting.NONE:
        line += f"  ·  {MEETING[handoff.meeting]}"
        if handoff.meeting_at:
            line += f" ({when(handoff.meeting_at, sight.zone)})"
    if handoff.amount:
        line += f"  ·  {handoff.amount:,}"
    blocks = [section(f"{line}\n{_next(sight)}")]
    if handoff.comment:
        label = "Question" if handoff.status is Status.RETURNED else "Comment"
        blocks.append(section(f"*{label}:* {typed(handoff.comment)}"))
    return blocks


def commitment(sight: Sight) -> list[Block]:
    """Show what the AE committed herself to on accepting."""
    handoff = sight.handoff
    if not handoff.next_step_on or handoff.status not in IN_HAND:
        return []
    step = typed(handoff.next_step, SHOWN) or ERASED
    return [section(f"*Next step on {day(handoff.next_step_on)}:* {step}")]


def _next(sight: Sight) -> str:
    handoff = sight.handoff
    who = "You" if sight.waits_for == sight.viewer else mention(sight.waits_for)
    match handoff.status:
        case Status.PENDING if handoff.is_offer:
            return (
                f"O{holder(handoff)[1:]}: the first to accept gets it. "
                f"If nobody has by {_due(sight)}, it goes to {mention(handoff.falls_to)}."
            )
        case Status.PENDING:
            return f"{who} should accept, reject or ask by {_due(sight)}.{_asleep(sight)}"
        case Status.RETURNED:
            return f"{who} should answer by {_due(sight)}.{_paused(sight)}"
        case Status.ACCEPTED:
            return f"{who} should make the first touch by {_due(sight)}.{_asleep(sight)}"
        case Status.WORKING if handoff.meeting is Meeting.BOOKED and sight.waits_for:
            return f"Owner: {mention(handoff.owner_id)}. {_outcome(sight, who)}"
        case Status.REVIEW:
            return f"{who} should approve or decline by {_due(sight)}."
        case Status.REJECTED if handoff.dispute == Dispute.OPEN:
            return f"Reason: {typed(sight.reason)}. It is disputed: {who} should rule by {_due(sight)}."
        case Status.REJECTED if handoff.dispute == Dispute.UPHELD:
            return f"Reason: {typed(sight.reason)}. It was disputed, and {mention(_ruled(sight))} upheld it."
        case Status.WITHDRAWN if sight.last and sight.last.action == Action.DECLINE:
            return f"{mention(sight.last.actor_id)} did not approve it as it was."
        case Status.RECYCLED if handoff.returns_on:
            return f"Reason: {typed(sight.reason)}. To be tried again on {day(handoff.returns_on)}."
        case Status.REJECTED | Status.LOST | Status.RECYCLED:
            return f"Reason: {typed(sight.reason)}."
        case Status.WORKING | Status.OPPORTUNITY:
            return f"Owner: {mention(handoff.owner_id)}."
        case _:
            return f"Since {when(handoff.since, sight.zone)}."


def _ruled(sight: Sight) -> str | None:
    return sight.last.actor_id if sight.last else None


def holder(handoff: Handoff) -> str:
    """Name whose it is, or to how many it is offered."""
    if handoff.ae_id:
        return mention(handoff.ae_id)
    many = len(handoff.offered or [])
    return f"offered to {many} AE{'' if many == 1 else 's'}" if many else "nobody yet"


def _due(sight: Sight) -> str:
    """Say by when, in the reader's own zone, and how much working time that leaves."""
    if sight.due is None:
        return "–"
    if sight.overdue:
        return f"{by(sight)} (overdue)"
    minutes = -(-sight.left // timedelta(minutes=1)) if sight.left else 0  # begun ones count
    left = f" ({say_duration(timedelta(minutes=minutes))} of working time left)" if minutes else ""
    return f"{by(sight)}, your time{left}"


def _asleep(sight: Sight) -> str:
    """Say that the clock sleeps, if it does."""
    if sight.asleep_until is None or sight.asleep_until <= sight.now:
        return ""
    return f" 💤 The clock sleeps until {when(sight.asleep_until, sight.zone)}, as promised."


def _paused(sight: Sight) -> str:
    """Tell the AE that her own clock stands still."""
    if sight.viewer != sight.handoff.ae_id:
        return ""
    return f" Your clock is paused while {mention(sight.handoff.sdr_id)} answers."


def _outcome(sight: Sight, who: str) -> str:
    """Say what must be told of a booked meeting, and by when."""
    if sight.due is None:
        return f"{who} should say when the meeting is."
    return f"{who} should say whether it was held by {_due(sight)}."


def by(sight: Sight) -> str:
    return when(sight.due, sight.zone) if sight.due else "–"


def plain_next(sight: Sight) -> str:
    """Say the next step for a notification, where mentions would be bare ids."""
    return unescaped(with_names(sight, _next(sight)))


def with_names(sight: Sight, text: str, shown: Callable[[str], str] = str) -> str:
    """Put names (as `shown` gives them) in place of mentions, which a notification shows as bare ids."""
    for person in sight.roster.people:
        text = text.replace(mention(person), shown(sight.roster.name(person)))
    return text
