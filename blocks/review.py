"""The monthly review of the exit criteria: what they tell, and what might be changed. People decide."""

from collections.abc import Iterator, Sequence

from app.domain import evidence
from app.domain.alike import Alike, Outcome
from app.domain.clues import unescaped
from app.domain.counted import Share
from app.domain.evidence import Difference
from app.domain.review import Change, Comparison, Proposal, Review, Verdict
from blocks import said
from blocks.parts import Block, clip, context, esc, header, section, typed

OUTCOMES = {
    Outcome.ACCEPTED: "accepted",
    Outcome.HELD: "meeting held",
    Outcome.OPPORTUNITY: "opportunity",
}
VERDICTS = {
    Verdict.PREDICTS: "*predicts*",
    Verdict.COUNTS_AGAINST: "*counts against it*",
    Verdict.NO_DIFFERENCE: "makes no difference",
    Verdict.TOO_FEW: "too few to say",
}
SMALL_PRINT = (
    "Each criterion is compared among packages alike in all the others, over the 12 months up to then. "
    "In brackets: where the true difference lies, 95% sure. What goes along need not be the cause."
)
NOT_YET = "So far there are too few decisions to say anything of a criterion."
MOST = 15  # criteria told of one by one: a message holds some 12,000 characters
TOP, NAMED = 5, 600  # lines of a list, and characters of one that only names
Paragraph = tuple[str, list[str]]


def review(told: Review) -> tuple[str, list[Block]]:
    """Draw a review for its channel."""
    first = _first(told)
    blocks = [
        header(_title(told)),
        section(first),
        *_drawn(_paragraphs(told)),
        context(f"{SMALL_PRINT} More in the thread."),
    ]
    return f"{esc(_title(told))}. {first}".replace("*", ""), blocks


def details(told: Review) -> tuple[str, list[Block]]:
    """Draw the evidence for the thread: every criterion and outcome, and the other changes to think about."""
    return "The evidence, criterion by criterion", _drawn(_evidence(told))


def text(told: Review) -> str:
    """Say a review and its evidence in plain text, for the terminal."""
    lines = [_title(told), _first(told)]
    for heading, paragraph in [*_paragraphs(told), *_evidence(told)]:
        lines += ["", f"{heading}:", *paragraph]
    return unescaped("\n".join([*lines, "", SMALL_PRINT]).replace("*", ""))


def _title(told: Review) -> str:
    return f"What the exit criteria tell: {told.month:%B %Y}"


def _drawn(paragraphs: Iterator[Paragraph]) -> list[Block]:
    return [section(f"*{heading}*\n" + "\n".join(lines)) for heading, lines in paragraphs]


def _first(told: Review) -> str:
    """Say the one thing to know."""
    if told.is_empty:
        return "Nothing was decided in the 12 months up to its end."
    if told.proposals:
        changes = " and to ".join(_change(one, told) for one in told.proposals[:2])
        return f"The evidence suggests to {changes}. Decide together."
    if all(one.verdict is Verdict.TOO_FEW for of in told.found.values() for one in of.values()):
        return NOT_YET
    return "The evidence suggests no change of the criteria."


def _paragraphs(told: Review) -> Iterator[Paragraph]:
    for verdict, heading in (
        (Verdict.PREDICTS, "Go along with more"),
        (Verdict.COUNTS_AGAINST, "Go along with less"),
    ):
        if lines := [line for name in told.found if (line := _differing(name, verdict, told))]:
            yield heading, lines[:TOP]
    idle = [line for name in told.found if (line := _idle(name, told))]
    unsure = [name for name in _compared_ones(told) if _all(told, name) == {Verdict.TOO_FEW}]
    if idle:
        yield "Make no difference of 5 points or more", [clip(", ".join(idle), NAMED)]
    if unsure:
        yield "Too few to say", [_names(unsure, told)]
    if len(told.bands) > 1:
        yield "Full packages against thin ones", [_full_against_thin(told, one) for one in Outcome]
    for one in told.proposals[:1]:
        yield f"{told.month:%B} under that change", _replayed(one, told)


def _all(told: Review, name: str) -> set[Verdict]:
    return {one.verdict for one in told.found[name].values()}


def _idle(name: str, told: Review) -> str:
    """Name a criterion that makes no difference, and in what where that is not everything."""
    of = [what for what, one in told.found[name].items() if one.verdict is Verdict.NO_DIFFERENCE]
    only = f" ({', '.join(OUTCOMES[one] for one in of)})" if len(of) < len(Outcome) else ""
    return _label(name, told) + only if of else ""


def _names(names: Sequence[str], told: Review) -> str:
    return clip(", ".join(_label(name, told) for name in names), NAMED)


def _label(name: str, told: Review) -> str:
    return typed(told.words.get(name, name), 80)


def _differing(name: str, verdict: Verdict, told: Review) -> str:
    parts = [
        f"{OUTCOMES[outcome]} {_points(one.difference)}"
        for outcome, one in told.found[name].items()
        if one.verdict is verdict and one.difference
    ]
    return f"• *{_label(name, told)}*: {', '.join(parts)}" if parts else ""


def _points(found: Difference | None) -> str:
    """Say a difference of two shares: "+12 points (8 to 16)"."""
    if found is None:
        return said.NONE
    value, low, high = (f"{round(100 * one):+d}".replace("+0", "0") for one in found)
    return f"{value} points ({low} to {high})"


def _full_against_thin(told: Review, outcome: Outcome) -> str:
    (_, _, thin), (_, _, full) = told.bands[0], told.bands[-1]
    shares = full.share(outcome), thin.share(outcome)
    few = ", few" if any(one.is_small for one in shares) else ""
    return f"• {OUTCOMES[outcome]}: {_points(evidence.plain(*shares))}{few}"


def _change(one: Proposal, told: Review) -> str:
    label = _label(one.criterion, told)
    return f"require *{label}*" if one.change is Change.REQUIRE else f"stop requiring *{label}*"


def _replayed(one: Proposal, told: Review) -> list[str]:
    """Say what a change would have done to the month, and how sure that is."""
    without, label, outcome = one.without, _label(one.criterion, told), one.rests_on
    both = Share(without.accepted + one.kept.accepted, without.decided + one.kept.decided)
    n = f"{without.handed_off} of {without.handed_off + one.kept.handed_off} handoffs came without {label}"
    fate = f"{without.accepted} were accepted, {without.opportunities} are opportunities by now"
    kept = said.share(one.kept.share(Outcome.ACCEPTED))
    sure = told.found[one.criterion][outcome]
    how = f"How sure: {OUTCOMES[outcome]} {_points(sure.difference)}, of {_n(sure)} over the year"
    if one.change is Change.REQUIRE:
        return [
            f"• {n}, and would have been held back until it is known: of these {fate}.",
            f"• Of the others {kept} were accepted; of all it was {said.share(both)}.",
            f"• {how}.",
        ]
    return [
        f"• {n}, though it is required: of these {fate}.",
        f"• Of those with it {kept} were accepted. What was never handed off for want of it is not known.",
        f"• {how}.",
    ]


def _n(one: Comparison) -> str:
    return f"{one.met.of} with it and {one.unmet.of} without"


def _evidence(told: Review) -> Iterator[Paragraph]:
    compared = _compared_ones(told)
    for name in compared[:MOST]:
        yield _label(name, told), [_compared(outcome, one) for outcome, one in told.found[name].items()]
    if compared[MOST:]:
        yield "And more, as `handoff review` prints them", [_names(compared[MOST:], told)]
    if alone := [name for name in told.found if name not in compared]:
        yield "Always or never met, so there is nothing to compare", [_names(alone, told)]
    if len(told.bands) > 1:
        yield "By how much a package holds", _bands(told)
    for one in told.proposals[1:4]:
        yield f"Also to think about: {_change(one, told).replace('*', '')}", _replayed(one, told)
    yield "What this rests on", [_rests_on(told)]


def _compared_ones(told: Review) -> list[str]:
    """Name the criteria that some met and some did not."""
    return [
        name for name, of in told.found.items() if any(one.met.of and one.unmet.of for one in of.values())
    ]


def _compared(outcome: Outcome, one: Comparison) -> str:
    if not (one.met.of and one.unmet.of):
        return f"• {OUTCOMES[outcome]}: nobody to compare with"
    shares = f"{said.share(one.met)} with it, {said.share(one.unmet)} without"
    alike = f"alike in all else {_points(one.difference)}, p {_p(one.chance)}"
    return f"• {OUTCOMES[outcome]}: {shares}; {alike}: {VERDICTS[one.verdict]}"


def _p(chance: float) -> str:
    return "&lt; 0.001" if chance < 0.001 else f"= {chance:.3f}"


def _bands(told: Review) -> list[str]:
    names = ("Thin ones", *["Middling ones"] * (len(told.bands) - 2), "Full ones")
    return [_band(name, *band) for name, band in zip(names, told.bands, strict=True)]


def _band(name: str, least: int, most: int, some: Alike) -> str:
    texts = f"{least} texts" if least == most else f"{least} to {most} texts"
    shares = [f"{OUTCOMES[outcome]} {said.share(some.share(outcome))}" for outcome in Outcome]
    return f"• {name} ({texts}): {', '.join(shares)}"


def _rests_on(told: Review) -> str:
    seen = told.seen
    return (
        f"{seen.handed_off} handoffs in 12 months, {seen.decided} decided. Meetings and opportunities: of "
        f"the {seen.grown} accepted that were handed off at least 30 days before the month's end. p: how "
        "probable so big a difference is if there is none, corrected for all that is looked at here."
    )
