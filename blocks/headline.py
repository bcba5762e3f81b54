"""The sentence on top of a digest: what changed most, from what, and what drove it."""

from app.domain.counted import Share, Spread
from app.domain.headline import Change, Driver, Headline, What
from app.domain.weekly import Weekly
from blocks import said
from blocks.parts import typed

NAMES = {
    What.ACCEPTANCE: "Acceptance",
    What.ACCEPTED_WITHIN: "Answers within the SLA",
    What.TOUCHED_WITHIN: "First touches within the SLA",
    What.ATTENDANCE: "Meeting attendance",
    What.TIME_TO_ACCEPT: "The time to accept",
    What.HANDED_OFF: "Handoffs",
}


def sentence(found: Headline, weekly: Weekly) -> str:
    """Say what there is to say; safe mrkdwn."""
    this, counts = weekly.report.this, _counts(weekly)
    if not (this.handed_off or this.decided):
        return "No handoffs this week."
    if found.change:
        return _changed(found.change, _before(found.weeks)) + _driven(found.driver, weekly) + "."
    if found.few:
        return f"A small week: {counts}. That is too few to compare."
    if not found.weeks:
        return f"{counts}. There is no week before it to compare with."
    then = (weekly.report.baseline or weekly.report.before).acceptance
    usual = f" ({_before(found.weeks)}: {then.rate:.0%})" if then.rate is not None and this.decided else ""
    return f"Much as usual: {counts}{usual}."


def _counts(weekly: Weekly) -> str:
    this = weekly.report.this
    decided = f", {said.share(this.acceptance)} of the decided ones accepted" if this.decided else ""
    if this.acceptance.is_small and this.decided:
        decided = f", {said.share(this.acceptance)} decided ones accepted"
    return f"{this.handed_off} handed off{decided}"


def _before(weeks: int) -> str:
    return "the week before" if weeks == 1 else f"the {weeks} weeks before"


def _changed(change: Change, before: str) -> str:
    verb = "rose" if change.sigmas > 0 else "fell"
    return f"{NAMES[change.what]} {verb} to {_value(change.now)} from {_value(change.then)} in {before}"


def _value(value: Share | Spread | float) -> str:
    if isinstance(value, Share):
        return said.share(value) if value.of < 1000 else f"{value.rate:.0%}"
    if isinstance(value, Spread):
        return f"a median of {said.time(value.median or 0)}"
    return f"{value:.0f}" if value == round(value) else f"{value:.1f} a week"


def _driven(driver: Driver | None, weekly: Weekly) -> str:
    """Name what most of it comes from."""
    if driver is None:
        return ""
    if driver.by == "reason":
        reason = typed(weekly.words.reasons.get(driver.key, driver.key), 80)
        often = said.count(driver.now.part, "rejection")
        return f", mostly by “{reason}”: {often}, where {driver.usual:.0f} would be usual"
    who = {
        "ae": lambda: typed(weekly.roster.name(driver.key), 80),  # no mention: nobody is called out
        "source": lambda: f"leads from “{_label(weekly, driver)}”",
        "segment": lambda: f"the segment “{_label(weekly, driver)}”",
    }[driver.by]()
    return f", mostly with {who}: {said.share(driver.now)}"


def _label(weekly: Weekly, driver: Driver) -> str:
    labels = {kind.value: labels for kind, labels in weekly.labels.items()}
    return typed(labels.get(driver.by, {}).get(driver.key, driver.key), 80)
