"""The draft of the joint introduction, and the modal that edits it."""

from app.domain.draft import Address, Draft
from app.domain.lifecycle import OWNED
from app.domain.maillinks import Link, gmail, mailto, outlook
from app.domain.model import Intro
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    clip,
    context,
    esc,
    header,
    mention,
    modal,
    section,
    text_input,
    typed,
    when,
)

PREVIEW = 2800


def intro(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the draft as it will read: fallback text (the whole mail) and blocks."""
    draft, number = sight.intro, sight.handoff.number
    if draft is None:
        raise ValueError("no introduction to show")
    if not draft.body:
        said = (
            f"The introduction for {sight.handoff.company} (#{number}) was erased with the prospect's data."
        )
        return esc(said), [section(esc(said))]
    if sight.handoff.status not in OWNED or sight.viewer not in (
        sight.handoff.sdr_id,
        sight.handoff.owner_id,
    ):
        return _passed_on(sight)
    to, cc = _addresses(draft.recipients), _addresses(draft.copies)
    heads = f"Introduction for {sight.handoff.company}\nTo: {to}\nCc: {cc}\nSubject: {draft.subject}"
    text = f"{heads}\n\n{draft.body}"
    blocks = [
        header(f"Introduction for {sight.handoff.company}"),
        section(f"*To:* {typed(to)}\n*Cc:* {typed(cc)}\n*Subject:* {typed(draft.subject)}"),
        section(clip(esc(draft.body), PREVIEW)),
    ]
    if draft.sent_at:
        sent = f"✉️ {mention(draft.sent_by)} marked it as sent, {when(draft.sent_at, sight.zone)}."
        return clip(esc(text), 3500), [*blocks, context(sent)]
    links = _links(draft)
    buttons = [
        button(name, ids.INTRO_OPEN + name.split()[0].lower(), number, url=link.url)
        for name, link in links.items()
    ]
    row = actions(
        button("Edit", ids.INTRO_CHANGE, number),
        *buttons,
        button("Mark as sent", ids.INTRO_SENT, number, style="primary"),
    )
    hint = "Open it in your mail program, send it, then mark it as sent: either of you, once."
    if not links or not all(link.whole for link in links.values()):
        hint += " The text is too long for a link, so copy it from above."
    return clip(esc(text), 3500), [*blocks, *row, context(hint)]


def _passed_on(sight: Sight) -> tuple[str, list[Block]]:
    """Say what became of a draft whose AE gave the handoff away."""
    said = f"The introduction for {sight.handoff.company} (#{sight.handoff.number})"
    said += " is with its owner now." if sight.handoff.owner_id else " is drafted anew once it is accepted."
    return esc(said), [section(esc(said))]


def edit(sight: Sight) -> Block:
    """Draw the modal that edits the draft."""
    draft = sight.intro
    if draft is None:
        raise ValueError("no introduction to edit")
    return modal(
        ids.INTRO_EDIT,
        "Edit introduction",
        [
            text_input(
                "to",
                "To",
                value=_plain(draft.recipients),
                hint="Email addresses, with commas",
                required=True,
                lines=False,
            ),
            text_input("cc", "Cc", value=_plain(draft.copies), lines=False),
            text_input("subject", "Subject", value=draft.subject, required=True, lines=False, limit=150),
            text_input("body", "Body", value=draft.body, required=True),
        ],
        submit="Save",
        private=sight.handoff.number,
    )


def _links(draft: Intro) -> dict[str, Link]:
    """Make the links, or none when so many recipients fit no link at all."""
    mail = _mail(draft)
    try:
        return {"Gmail": gmail(mail), "Outlook": outlook(mail), "Mail program": mailto(mail)}
    except ValueError:
        return {}


def _mail(draft: Intro) -> Draft:
    to = tuple(Address(entry["name"], entry["email"]) for entry in draft.recipients)
    cc = tuple(Address(entry["name"], entry["email"]) for entry in draft.copies)
    return Draft(to, cc, draft.subject, draft.body)


def _addresses(entries: list[dict[str, str]]) -> str:
    named = (f"{entry['name']} <{entry['email']}>" if entry["name"] else entry["email"] for entry in entries)
    return ", ".join(named) or "–"


def _plain(entries: list[dict[str, str]]) -> str:
    return ", ".join(entry["email"] for entry in entries)
