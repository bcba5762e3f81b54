"""What somebody sets for herself: the form, and the lines of it on her Home tab."""

from collections.abc import Iterable, Mapping

from app.domain.languages import Language
from app.domain.model_loop import Preference
from app.domain.preferences import (
    BOOKING,
    EXAMPLE,
    HOURS,
    LANGUAGE,
    MUTABLE,
    MUTED,
    NUMBERS,
    TEAMS,
    THANKED,
    WANTS,
    write_hours,
)
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    esc,
    labelled,
    modal,
    option,
    select,
    text_input,
    typed,
)

WANTED: Mapping[str, str] = {
    NUMBERS: "My own numbers, once a week, as a message",
    THANKED: "I may be thanked in the team's digest",
}


def form(hers: Preference) -> Block:
    """Draw the form, as it was set last."""
    languages = {TEAMS: "As the policy says", **{one.value: one.own_name for one in Language}}
    wanted = [NUMBERS] * hers.numbers + [THANKED] * hers.thanked
    blocks = [
        text_input(
            HOURS,
            "Working hours",
            value=write_hours(hers.hours),
            hint=f"In your own time zone, a line for each kind of day: {EXAMPLE}. Empty: as the policy says. "
            "Clocks that wait for you are set anew at once.",
            limit=600,
        ),
        text_input(
            BOOKING,
            "Booking link",
            value=hers.booking,
            hint="Where a prospect may book a time with you; it stands in your introductions",
            lines=False,
            limit=500,
        ),
        labelled(
            LANGUAGE,
            "Language of my introductions",
            select(LANGUAGE, languages, initial=hers.language or TEAMS),
            hint="What the form proposes when you hand off; you can choose another one there",
        ),
        labelled(WANTS, "What I want", _boxes(WANTS, WANTED, wanted)),
        labelled(
            MUTED,
            "What I do without",
            _boxes(MUTED, MUTABLE, hers.muted or []),
            hint="What asks you to step in always comes.",
        ),
    ]
    return modal(ids.SETTINGS, "Your settings", blocks, submit="Save")


def at_home(hers: Preference) -> list[Block]:
    """Say on the Home tab what is set, with the button that changes it."""
    hours = "; ".join(write_hours(hers.hours).splitlines()) or "as the policy says"
    muted = ", ".join(MUTABLE[kind].lower() for kind in hers.muted or [] if kind in MUTABLE)
    said = [
        f"*Working hours:* {typed(hours, 300)}",
        f"*Booking link:* {typed(hers.booking, 300) or 'as the policy says'}",
        f"*Introductions:* {_language(hers.language)}",
        f"*Without:* {esc(muted)}" if muted else "",
    ]
    return [
        context("\n".join(filter(None, said))),
        *actions(button("Your settings", ids.SETTINGS_OPEN, "own")),
    ]


def _language(code: str) -> str:
    return Language(code).own_name if code in list(Language) else "as the policy says"


def _boxes(name: str, of: Mapping[str, str], ticked: Iterable[str]) -> Block:
    element: Block = {
        "type": "checkboxes",
        "action_id": name,
        "options": [option(code, label) for code, label in of.items()],
    }
    on = [option(code, of[code]) for code in of if code in ticked]
    return element | {"initial_options": on} if on else element
