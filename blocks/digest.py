"""The weekly digest in its channel, to be read on a phone in 20 seconds; the details are in its thread."""

from collections.abc import Iterator, Mapping

from app.domain.clues import unescaped
from app.domain.headline import headline
from app.domain.lifecycle import MOVES, Action, Status
from app.domain.metrics import Report, Stalled
from app.domain.weekly import Weekly, funnel
from blocks import charts, ids, said
from blocks.headline import sentence
from blocks.parts import Block, actions, button, context, esc, header, mention, section, typed, when

Drawing = tuple[str, str, list[Block]]  # the type of block that it leans on, its text, its blocks
MOST = 8  # stalled handoffs named; the rest are counted
MOST_WITH_BUTTONS = 3
TOP = 3  # reasons
SMALL_PRINT = (
    "Times are working hours of whoever had to act. 90% within: nine of ten were as fast. "
    "Under 10, counts stand for shares. What there is to compare is in the thread."
)


def digest(weekly: Weekly) -> list[Drawing]:
    """Draw a digest in every way that there is, the best first: with a chart, with a table, with neither."""
    text = esc(f"{_title(weekly)}. ") + sentence(headline(weekly.report), weekly)
    drawn = funnel(weekly.report.this, weekly.report.before)
    pictures = [] if weekly.is_empty else [charts.chart(drawn), charts.as_table(drawn)]
    ways = [(picture["type"], [picture]) for picture in pictures]
    return [(leans_on, text, _blocks(weekly, picture)) for leans_on, picture in [*ways, ("", [])]]


def text(weekly: Weekly) -> str:
    """Say a digest in plain text, for the terminal."""
    lines = [_title(weekly), sentence(headline(weekly.report), weekly)]
    for heading, told in _paragraphs(weekly):
        lines += ["", f"{heading}:", *told]
    lines += ["", "Stalled right now:", *([_stall(one, weekly) for one in weekly.stalled] or ["Nothing."])]
    if thanked := _thanks(weekly):
        lines += ["", *thanked]
    return _plain("\n".join(lines), weekly)


def plain_headline(weekly: Weekly) -> str:
    """Say the one sentence in plain text."""
    return _plain(sentence(headline(weekly.report), weekly), weekly)


def _plain(text: str, weekly: Weekly) -> str:
    text = text.replace("*", "").replace("_In the past", "In the past").replace("more._", "more.")
    for person in weekly.roster.people:
        text = text.replace(mention(person), weekly.roster.name(person))
    return unescaped(text)


def _blocks(weekly: Weekly, picture: list[Block]) -> list[Block]:
    moved = [context(f"This came here because {typed(weekly.instead_of, 90)} could not be reached.")]
    return [
        header(_title(weekly)),
        *(moved if weekly.instead_of else []),
        section(f"*{sentence(headline(weekly.report), weekly)}*"),
        *(section(f"*{heading}*\n" + "\n".join(told)) for heading, told in _paragraphs(weekly)),
        *_stalled(weekly),
        *picture,
        *(section("\n".join(thanked)) for thanked in [_thanks(weekly)] if thanked),
        context(SMALL_PRINT),
    ]


def _title(weekly: Weekly) -> str:
    return f"Handoffs, week to {when(weekly.end, weekly.zone)}"


def _paragraphs(weekly: Weekly) -> Iterator[tuple[str, list[str]]]:
    """Give heading and lines of what there was in the week; nothing where there is nothing."""
    this = weekly.report.this
    if weekly.is_empty:
        return
    drawn = funnel(this, weekly.report.before)
    values = zip(drawn.categories, next(iter(drawn.series.values())), strict=True)
    missed = f" ({said.count(this.no_shows, 'no-show')})" if this.no_shows else ""
    yield drawn.title, [" → ".join(f"{value:g} {what.lower()}" for what, value in values) + missed]
    times = [
        ("Accepted", this.time_to_accept, this.accepted_within),
        ("First touch", this.time_to_touch, this.touched_within),
    ]
    told = [
        f"{what}: {said.spread(time)}; in the SLA {said.surely(within)}"
        for what, time, within in times
        if time.n
    ]
    if told:
        yield "Response times", told
    if reasons := _ranked(this.rejected_by_reason, weekly.words.reasons):
        failed = _ranked(this.rejected_by_criterion, weekly.words.criteria)
        yield "Why some were rejected", [reasons, *([f"Criteria that failed: {failed}"] if failed else [])]
    if also := list(_also(weekly.report)):
        yield "Also", also


def _also(report: Report) -> Iterator[str]:
    """Tell of disputes and of what lies untouched, where there is any."""
    words = {"dispute": "raised", "uphold": "upheld", "overturn": "overturned"}
    counts = report.disputes
    told = [f"{counts[action]} {word}" for action, word in words.items() if action in counts]
    if told:
        yield f"Disputes: {', '.join(told)}"
    if report.untouched:
        yield f"Accepted, without a first touch now: {report.untouched}"


def _ranked(counts: Mapping[str, int], labels: Mapping[str, str]) -> str:
    """Name the commonest, the first one first."""
    return ", ".join(f"{typed(labels.get(code, code), 80)} ({n})" for code, n in list(counts.items())[:TOP])


def _stalled(weekly: Weekly) -> list[Block]:
    """Name what is stalled; the longest waiting ones with what a manager can do about it at once."""
    said_of = " _(their managers can nudge or reassign)_" if weekly.stalled else "\nNothing. 🎉"
    blocks = [section(f"*Stalled right now*{said_of}")]
    for stall in weekly.stalled[:MOST_WITH_BUTTONS]:
        blocks += [section(_stall(stall, weekly)), *_ways(stall)]
    rest = [_stall(stall, weekly) for stall in weekly.stalled[MOST_WITH_BUTTONS:MOST]]
    if len(weekly.stalled) > MOST:
        rest.append(f"… and {len(weekly.stalled) - MOST} more")
    return blocks + ([section("\n".join(rest))] if rest else [])


def _stall(stall: Stalled, weekly: Weekly) -> str:
    waits = f"waits for {mention(stall.waits_for)} since {when(stall.since, weekly.zone)}"
    return f"• *{typed(stall.company, 80)}* (#{stall.handoff_id}) {waits}"


def _ways(stall: Stalled) -> list[Block]:
    can_go_on = Status(stall.status) in MOVES[Action.REASSIGN].origins
    return actions(
        button("Nudge", ids.NUDGE, stall.handoff_id),
        button("Reassign", ids.ACT + Action.REASSIGN.value, stall.handoff_id) if can_go_on else None,
    )


def _thanks(weekly: Weekly) -> list[str]:
    """Thank the fastest and the best rated, and say of how many and since when."""
    thanks, lines = weekly.thanks, []
    if thanks.fastest:
        took = f"half of {thanks.accepted} handoffs accepted within {said.time(thanks.median)}"
        lines.append(f"🙏 Thank you, {mention(thanks.fastest)}, the fastest: {took}.")
    if thanks.best:
        rated = f"{thanks.rated} leads rated {thanks.quality:.1f} of 5"
        lines.append(f"🙏 Thank you, {mention(thanks.best)}, the best rated: {rated}.")
    return [*lines, "_In the past 4 weeks, among those with 10 or more._"] if lines else []
