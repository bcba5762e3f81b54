"""The live introduction: one message in the group of SDR and owner, with what they need for the call."""

from app.domain.lifecycle import IN_HAND, INTRODUCED
from app.domain.sight import Sight
from app.domain.workhours import zone_of
from blocks import ids
from blocks.parts import Block, actions, button, context, esc, fields, header, mention, section, typed
from blocks.standing import commitment, state, with_names

OPENS, CLOSES = 9, 17  # the hours in which a prospect expects a call
SHOWN = 350  # characters of the next step
ANEW = "The time is that of this message; “Introduce live” on the owner's card brings it up to date."


def opener(sight: Sight) -> Block | None:
    """Draw the button that brings the two together, for the owner who is not her own SDR."""
    handoff = sight.handoff
    owns = sight.viewer == handoff.owner_id != handoff.sdr_id
    if not owns or handoff.status not in INTRODUCED:
        return None
    return button("Introduce live", ids.LIVE, handoff.number)


def live(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the message: fallback text and blocks. The viewer is the group: both ids, with a comma."""
    handoff = sight.handoff
    is_theirs = sight.viewer == f"{handoff.sdr_id},{handoff.owner_id}" and handoff.status in IN_HAND
    if not is_theirs or not sight.package.contacts[0].email:
        return _over(sight)
    sdr, owner = sight.roster.name(handoff.sdr_id), sight.roster.name(handoff.owner_id)
    text = f"Live introduction of {handoff.company}: {sdr} introduces, {owner} takes over."
    return esc(text), [
        header(f"Live introduction: {handoff.company} (#{handoff.number})"),
        section(f"*{mention(handoff.sdr_id)} introduces, {mention(handoff.owner_id)} takes over.*"),
        *_contact(sight),
        *_their_time(sight),
        *_next_step(sight),
        section(_how(sight)),
        *actions(button("Full package", ids.SHOW, handoff.number)),
    ]


def _contact(sight: Sight) -> list[Block]:
    first = sight.package.contacts[0]
    who = _name(sight) + (f", {typed(first.role, 80)}" if first.role else "")
    reach = [("Email", typed(first.email, 120)), ("Phone", typed(sight.package.phone, 60))]
    return fields([("Contact", who), *reach])


def _their_time(sight: Sight) -> list[Block]:
    """Say what time it is for the prospect, if it is known where she is, and whether that is one to call."""
    zone = sight.package.zone
    if not zone:
        return []
    local = sight.now.astimezone(zone_of(zone))
    day = f" on {local:%A}" if local.weekday() >= 5 else ""
    place = sight.package.place or zone.rpartition("/")[2].replace("_", " ")
    hours = f"{OPENS}–{CLOSES} there"
    fits = f"within {hours}" if OPENS <= local.hour < CLOSES else f"outside {hours}: agree on a time first"
    clock = f"🕓 It is {local:%H:%M}{day} for {_name(sight)} ({typed(place, 60)}), {fits}."
    return [section(clock), context(ANEW)]


def _next_step(sight: Sight) -> list[Block]:
    agreed = typed(sight.package.answer("next_step"), SHOWN)
    return [*([section(f"*Agreed next step:* {agreed}")] if agreed else []), *commitment(sight)]


def _how(sight: Sight) -> str:
    """Say how the call begins: no app can start a huddle."""
    start, phone = "☎️ Start a huddle here, then ", typed(sight.package.phone, 60)
    if phone:
        return f"{start}call {phone}."
    email = typed(sight.package.contacts[0].email, 120)
    return f"{start}bring in {_name(sight)}: there is no phone number, so write to {email}."


def _name(sight: Sight) -> str:
    return typed(sight.package.contacts[0].name, 80)


def _over(sight: Sight) -> tuple[str, list[Block]]:
    """Say why nothing is left to do in this group; nothing of the prospect's stays in it."""
    handoff, group = sight.handoff, sight.viewer.split(",")
    which, whose = esc(f"{handoff.company} (#{handoff.number})"), handoff.owner_id or handoff.ae_id
    if whose not in group:
        said = f"{which} is with {mention(whose)} now, so this introduction is over."
    elif handoff.status in IN_HAND:
        said = f"{which}: what was passed on has been erased with the prospect's data."
    else:
        said = f"{which}: {state(handoff)}. This introduction is over."
    said += " There is nothing left to do here."
    return with_names(sight, said, esc), [section(said)]
