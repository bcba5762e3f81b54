"""The Home tab."""

from collections.abc import Sequence

from app.domain.homepage import (
    ALL,
    IS,
    OFFERS,
    ON_ITS_WAY,
    ON_ME,
    ON_OTHERS,
    STALLED,
    TEAM,
    Homepage,
    Look,
    Part,
)
from app.domain.lifecycle import OPEN, Role, Status
from app.domain.sight import Sight
from blocks import drafts, figures, ids, ooo, preferences
from blocks.card import moves
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    divider,
    esc,
    header,
    mention,
    option,
    section,
    typed,
    when,
)
from blocks.standing import STATUS, holder, state

TITLES = {  # of each list: its heading, and what is said when nothing is on it
    ON_ME: ("Waiting on you", "Nothing waits on you. 🎉"),
    OFFERS: ("First to accept", "Nothing is offered to you."),
    ON_OTHERS: ("You are waiting for", "You wait for nobody."),
    ON_ITS_WAY: ("On its way", "Nothing is on its way yet."),
    STALLED: ("Stalled in your team", "Nothing stalls in your team."),
    TEAM: ("Open in your team", "Nothing is open in your team."),
}
TO_ACT = (ON_ME, OFFERS, STALLED)  # where the moves stand beside each line
CHOICES = {
    ALL: "Everything",
    ON_ME: "Waiting on me",
    ON_OTHERS: "I am waiting for",
    ON_ITS_WAY: "On its way",
    STALLED: "Stalled in my team",
    TEAM: "Open in my team",
}
MOST_CHECKS = 8
HIDDEN = {OFFERS}  # where the whole package is for whoever gets it


def home(page: Homepage, more: Sequence[Block] = ()) -> Block:
    """Draw somebody's Home tab: what waits on her first; `more` is what stands at its end."""
    blocks: list[Block] = [*_controls(page)]
    for part in page.parts:
        blocks += _list(part, page.look)
    if page.look.what == ALL:
        if page.manages:
            blocks.append(context(f"Accepted but untouched in your team: {page.untouched}"))
        blocks += _rest(page)
        blocks += more
    return {"type": "home", "blocks": blocks}


def closed(text: str) -> Block:
    """Draw the Home tab of somebody who may do nothing here."""
    return {"type": "home", "blocks": [section(esc(text))]}


def _controls(page: Homepage) -> list[Block]:
    whats = [what for what in CHOICES if page.manages or what not in (STALLED, TEAM)]
    choices = [option(Look(what).code, CHOICES[what]) for what in whats]
    choices += [
        option(Look(IS + status.value).code, f"{STATUS[status]} ({page.statuses.get(status, 0)})")
        for status in OPEN
        if page.statuses.get(status) or page.look.what == IS + status.value
    ]
    here = next((one for one in choices if one["value"] == Look(page.look.what).code), choices[0])
    menu: Block = {
        "type": "static_select",
        "action_id": ids.HOME_LOOK + "menu",
        "placeholder": {"type": "plain_text", "text": "Show"},
        "options": choices,
        "initial_option": here,
    }
    start = button("Hand off a prospect", ids.START, "new", style="primary")
    return actions(start, menu, button("Search", ids.HOME_SEARCH, "new"))


def _list(part: Part, look: Look) -> list[Block]:
    alone = look.what == part.what
    title, empty = TITLES.get(part.what) or (STATUS[_status(part.what)], "Nothing stands there now.")
    blocks = [header(f"{title} ({part.total})" if part.total else title)]
    for sight in part.shown:
        blocks += line(sight, act=part.what in TO_ACT, hidden=part.what in HIDDEN)
    if not part.total:
        blocks.append(context(empty))
    return [*blocks, *(_turns(part) if alone else _more(part)), divider()]


def _status(what: str) -> Status:
    return next(status for status in OPEN if IS + status.value == what)


def _more(part: Part) -> list[Block]:
    left = part.total - len(part.shown)
    if left <= 0:
        return []
    return actions(button(f"… and {left} more", f"{ids.HOME_LOOK}all.{part.what}", Look(part.what).code))


def _turns(part: Part) -> list[Block]:
    """Draw the way to the other pages of a list, and back to everything."""
    back = Look(part.what, part.page - 1).code if part.page > 1 else ""
    on = Look(part.what, part.page + 1).code if part.page < part.pages else ""
    said = [context(f"Page {part.page} of {part.pages}")] if part.pages > 1 else []
    return [
        *said,
        *actions(
            button("‹ Back", ids.HOME_LOOK + "back", back) if back else None,
            button("Next ›", ids.HOME_LOOK + "on", on) if on else None,
            button("Everything", ids.HOME_LOOK + "all", Look().code),
        ),
    ]


def line(sight: Sight, *, act: bool, hidden: bool = False) -> list[Block]:
    """Draw one handoff: who has it and by when, the way to its package, and what the viewer can do."""
    # What is only offered to her is a line yet: the package is for whoever gets it.
    unseen = hidden or sight.roles <= {Role.OFFERED}
    whole = None if unseen else button("Full package", ids.SHOW, sight.handoff.number)
    if not act:
        return [section(_line(sight), accessory=whole)]
    return [section(_line(sight)), *actions(*moves(sight, sight.choices[:4]), whole)]


def _line(sight: Sight) -> str:
    handoff = sight.handoff
    said = f"*{typed(handoff.company)}* (#{handoff.number}) · {state(handoff)}"
    people = f"{mention(handoff.sdr_id)} → {holder(handoff)}"
    due = (
        f" · by {when(sight.due, sight.zone)}" + (" (overdue)" if sight.overdue else "") if sight.due else ""
    )
    return f"{said}\n{people}{due}"


def _rest(page: Homepage) -> list[Block]:
    """Draw what is hers besides her handoffs: numbers, drafts, time off, settings, an admin's checklist."""
    blocks = figures.at_home(page.numbers) if page.numbers else []
    if page.drafts and page.calendar:
        blocks += drafts.at_home(page.drafts, page.calendar.zone, page.calendar.now)
    if page.calendar:
        blocks += [header("Out of office"), *ooo.at_home(page.calendar)]
    if page.preference:
        blocks += [header("Your settings"), *preferences.at_home(page.preference)]
    return blocks


def checklist(to_do: Sequence[str] | None) -> list[Block]:
    """Draw for an admin what the last check-up found; None: there was none yet."""
    title = header("Checklist of the bot")
    if to_do is None:
        return [title, context("Nothing was looked at yet. `handoff doctor` does so at once.")]
    if not to_do:
        return [title, context("✅ All is well, says the last look at Slack, its people and channels.")]
    lines = [f"• {typed(one, 300)}" for one in to_do[:MOST_CHECKS]]
    left = len(to_do) - MOST_CHECKS
    more = [f"… and {left} more: `handoff doctor` lists them."] if left > 0 else []
    return [title, section("\n".join(["⚠️ *To put right:*", *lines, *more]))]
