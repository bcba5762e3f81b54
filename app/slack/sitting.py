"""Somebody at the form: her draft, what she has entered in all steps so far, and what is drawn of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.criteria import ExitCriteria, NotReady, Readiness
from app.domain.errors import NotAllowed
from app.domain.roster import must_be_member
from app.services import drafts, team
from app.services.drafts import Draft
from app.services.team import Team
from app.slack.desk import Caller, Desk, number_in, typed_values
from app.store import handoffs as stored
from blocks import handoff_form as form
from blocks import ids
from blocks.parts import Block

ORDER = (ids.FORM_WHO, ids.FORM_TOLD, ids.FORM_CRITERIA, ids.FORM_NOT_READY, ids.FORM_DUPLICATE)


@dataclass(frozen=True)
class Sitting:
    """Somebody at the form: what she has entered in all steps so far, and what it is judged by."""

    who: Caller
    key: str  # of the one handoff that can come of it
    draft: Draft | None  # a form of the last release has none yet
    given: Mapping[str, Any]
    exits: ExitCriteria
    crew: Team

    def text(self, name: str) -> str:
        """Give what stands in a field of one text."""
        return str(self.given.get(name) or "")

    @property
    def priority(self) -> str:
        """Give the priority."""
        chosen = self.text(form.PRIORITY)
        return chosen if chosen in form.PRIORITIES else "standard"

    @property
    def source(self) -> str:
        """Give where the lead came from, unless the policy has no such source any more."""
        chosen = self.text(form.SOURCE)
        return chosen if chosen in self.crew.policy.sources else ""


def sit(desk: Desk, view: Mapping[str, Any], who: Caller) -> Sitting | None:
    """Gather all that was entered; None if it was handed off already. Raises NotFound if it is gone."""
    draft, entered = draft_of(who, view), typed_values(dict(view))
    # Without any sdr listed anyone may hand off, but a guest: so we must know who she is.
    desk.directory.ensure(who.team, who.user)
    before: Mapping[str, Any] = {}
    key = view.get("root_view_id") or view["id"]
    with desk.db.reading() as session:
        crew = hers(session, desk, who)
        if draft:
            key = draft.submit_key
            if stored.by_submit_key(session, who.team, key):
                return None
            before = drafts.find(session, draft).values
    given = drafts.filled(desk.policy, before, entered)
    exits = desk.policy.exit_criteria(str(given.get(form.SEGMENT) or ""))
    return Sitting(who, key, draft, given, exits, crew)


def hers(session: Session, desk: Desk, who: Caller) -> Team:
    """Read the team, unless the policy says that this person hands off nothing."""
    crew = team.load(session, desk.policy, who.team, who.user)
    must_be_member(crew.roster.people.get(who.user))
    if not crew.roster.may_hand_off(who.user):
        raise NotAllowed("hand off a prospect", "listed_sdr")
    return crew


def draft_of(who: Caller, view: Mapping[str, Any]) -> Draft | None:
    """Read which draft a form belongs to; a form of the last release has none."""
    number = view.get("private_metadata")
    if not number and view["callback_id"] == ids.FORM:
        return None
    return Draft(who.team, who.user, number_in(number))


def shows(
    desk: Desk, crew: Team, draft: Draft, given: Mapping[str, Any], step: str, said: Iterable[str]
) -> Block:
    """Draw one step; `said` is safe mrkdwn that stands on top of it."""
    exits = desk.policy.exit_criteria(str(given.get(form.SEGMENT) or ""))
    readiness, texts, number = Readiness(exits.judge(given)), list(said), draft.number
    match step:
        case ids.FORM_TOLD:
            return form.told(given, draft=number, said=texts)
        case ids.FORM_CRITERIA | ids.FORM_DUPLICATE:  # a draft left there looks again who has it
            return form.criteria(given, exits, readiness, draft=number, said=texts)
        case ids.FORM_NOT_READY:
            may_ask = exits.not_ready is NotReady.APPROVAL
            return form.not_ready(readiness, given, draft=number, may_ask=may_ask)
        case _:
            segments = {name: one.label for name, one in desk.policy.segment.items()}
            may_choose = bool(crew.roster.aes())
            language = desk.policy.introduction.language
            return form.who(
                given,
                draft=number,
                segments=segments,
                language=language,
                may_choose=may_choose,
                sources=desk.policy.sources,
                said=texts,
            )
