"""The draft of the joint introduction, and the modal that edits it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from app.domain.draft import stored_draft
from app.domain.lifecycle import OWNED
from app.domain.maillinks import Link, gmail, mailto, outlook
from app.domain.model_mail import Intro
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
    labelled,
    mention,
    modal,
    section,
    select,
    text_input,
    typed,
    when,
)

PREVIEW = 2800


def intro(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the draft as it will read: fallback text (the whole mail) and blocks."""
    draft = sight.intro
    if draft is None:
        raise ValueError("no introduction to show")
    here = sight.viewer in (sight.handoff.sdr_id, sight.handoff.owner_id) and sight.handoff.status in OWNED
    if not draft.body or not here:
        return _gone(sight, draft)
    to, cc = _addresses(draft.recipients), _addresses(draft.copies)
    heads = f"Introduction for {sight.handoff.company}\nTo: {to}\nCc: {cc}\nSubject: {draft.subject}"
    text = clip(esc(f"{heads}\n\n{draft.body}"), 3500)
    blocks = [
        header(f"Introduction for {sight.handoff.company}"),
        section(f"*To:* {typed(to)}\n*Cc:* {typed(cc)}\n*Subject:* {typed(draft.subject)}"),
        section(clip(esc(draft.body), PREVIEW)),
    ]
    if draft.sent_at:
        sent = f"✉️ {mention(draft.sent_by)} marked it as sent, {when(draft.sent_at, sight.zone)}."
        return text, [*blocks, context(sent)]
    blocks += _times(sight, draft)
    wished = f"*{mention(sight.handoff.owner_id)} asks for a change:* {typed(draft.wish)}"
    return text, [*blocks, *([section(wished)] if draft.wish else []), *_ways_out(sight, draft)]


def _times(sight: Sight, draft: Intro) -> list[Block]:
    """Show the times that it proposes on the reader's clock, and on theirs where it is another."""
    lines = ["*Proposed, on your clock:*"] if draft.proposed else []
    there, place = sight.package.zone, typed(sight.package.place, 60)
    for slot in draft.proposed or ():
        at = datetime.fromisoformat(slot)
        hers, theirs = when(at, sight.zone), when(at, there or sight.zone)
        lines.append(hers if hers == theirs else f"{hers}  ·  {theirs} in {place}")
    lines += [f"⚠️ {esc(draft.caution)}"] if draft.caution else []
    return [context("\n".join(lines))] if lines else []


def _ways_out(sight: Sight, draft: Intro) -> list[Block]:
    """Draw what can be done with a letter that has not gone yet."""
    number, links = sight.handoff.number, _links(draft)
    asks = sight.viewer == sight.handoff.owner_id and sight.viewer != sight.handoff.sdr_id
    row = actions(
        button("Edit", ids.INTRO_CHANGE, number),
        *(
            button(name, ids.INTRO_OPEN + name.split()[0].lower(), number, url=link.url)
            for name, link in links.items()
        ),
        button("File (.eml)", ids.INTRO_FILE, number),
        button("Copy", ids.INTRO_COPY, number),
        button("Put into my drafts", ids.INTRO_PUT, number) if sight.mailbox else None,
        button("Ask for a change", ids.INTRO_ASK, number) if asks else None,
        button("Mark as sent", ids.INTRO_SENT, number, style="primary"),
    )
    hint = "Open it in your mail program, send it, then mark it as sent: either of you, once."
    if not links or not all(link.whole for link in links.values()):
        hint += " The text is too long for some of these links: take the file instead, or copy it."
    if sight.mailbox:
        hint += f" It is also put among the drafts of {esc(sight.mailbox)} when it is written; what you edit"
        hint += " here afterwards gets there by “Put into my drafts”, as a new draft."
    return [*row, context(hint)]


def _gone(sight: Sight, draft: Intro) -> tuple[str, list[Block]]:
    """Say why there is no letter here: it was erased, or it is with others now."""
    said = f"The introduction for {sight.handoff.company} (#{sight.handoff.number})"
    if not draft.body:
        said += " was erased with the prospect's data."
    else:
        said += (
            " is with its owner now." if sight.handoff.owner_id else " is drafted anew once it is accepted."
        )
    return esc(said), [section(esc(said))]


class Editing(NamedTuple):
    """What stands in the form that edits a draft, and what can be chosen in it (code → label)."""

    to: str
    cc: str
    template: str
    language: str
    subject: str
    body: str
    templates: Mapping[str, str]
    languages: Mapping[str, str]


def as_it_is(draft: Intro, templates: Mapping[str, str], languages: Mapping[str, str]) -> Editing:
    """Give what stands in the form as it opens."""
    letter = (draft.template, draft.language, draft.subject, draft.body)
    return Editing(_plain(draft.recipients), _plain(draft.copies), *letter, templates, languages)


def edit(number: int, shown: Editing) -> Block:
    """Draw the modal that edits the draft; a template or a language that is chosen is written at once."""
    written = f".{shown.template}.{shown.language}"  # Slack keeps what stands in an input of the same id
    fields = [
        text_input(
            "to", "To", value=shown.to, hint="Email addresses, with commas", required=True, lines=False
        ),
        text_input("cc", "Cc", value=shown.cc, lines=False),
        _chosen("template", "Template", shown.templates, shown.template),
        _chosen("language", "Language", shown.languages, shown.language),
        context("Another template or language writes subject and body anew."),
        text_input("subject", "Subject", value=shown.subject, required=True, lines=False, limit=150),
        text_input("body", "Body", value=shown.body, required=True),
    ]
    for block in fields[-2:]:
        block["element"] |= {"action_id": block["block_id"] + written}
    return modal(ids.INTRO_EDIT, "Edit introduction", fields, submit="Save", private=number)


def _chosen(name: str, label: str, options: Mapping[str, str], code: str) -> Block:
    element = select(ids.INTRO_FORM + name, options, initial=code if code in options else None)
    return labelled(name, label, element, required=True) | {"dispatch_action": True}


def copy(sight: Sight) -> Block:
    """Draw the letter so that it can be marked and copied, on a phone as well."""
    draft = sight.intro
    if draft is None:
        raise ValueError("no introduction to copy")
    parts = {"To": _plain(draft.recipients), "Cc": _plain(draft.copies), "Subject": draft.subject}
    blocks = [block for label, text in parts.items() if text for block in _to_copy(label, text)]
    return modal("intro.copy", "Copy introduction", [*blocks, *_to_copy("Body", draft.body)], close="Close")


def _to_copy(label: str, text: str) -> list[Block]:
    said = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return [context(f"*{label}*"), {"type": "rich_text", "elements": [said]}]


def wish(sight: Sight) -> Block:
    """Ask an AE what should change before the letter goes."""
    number, sdr = sight.handoff.number, mention(sight.handoff.sdr_id)
    asked = text_input("wish", "What should change?", hint="You can also edit it yourself", required=True)
    said = section(f"{sdr} reads it below the draft.")
    return modal(ids.INTRO_WISH, "Ask for a change", [said, asked], submit="Ask", private=number)


def _links(draft: Intro) -> dict[str, Link]:
    """Make the links, or none when so many recipients fit no link at all."""
    try:
        mail = stored_draft(draft.recipients, draft.copies, draft.subject, draft.body)
        return {"Gmail": gmail(mail), "Outlook": outlook(mail), "Mail program": mailto(mail)}
    except ValueError:
        return {}


def _addresses(entries: list[dict[str, str]]) -> str:
    named = (f"{entry['name']} <{entry['email']}>" if entry["name"] else entry["email"] for entry in entries)
    return ", ".join(named) or "–"


def _plain(entries: list[dict[str, str]]) -> str:
    return ", ".join(entry["email"] for entry in entries)
