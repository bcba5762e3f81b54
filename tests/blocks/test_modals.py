"""The form, and the modals behind the buttons: within limits, each input where an error finds it."""

import json
from typing import Any

import pytest

from app.domain.criteria import CHECKS, Criterion, ExitCriteria, Kind, NotReady, Readiness, State
from app.domain.frameworks import FRAMEWORKS
from app.domain.lifecycle import Action, Status
from app.policy.reasons import LOSSES, RECYCLINGS, REJECTIONS
from blocks import decisions, handoff_form, outcomes, rulings
from tests.blocks import drawn
from tests.cast import MORNING, handoff, shipped, slots, typed

ROW = handoff(Status.RETURNED, company="<!channel> & Sons", comment="Which <CRM>?")
MANY = {f"code_{n}": "&" * 75 for n in range(100)}
MODALS = {
    Action.ACCEPT: decisions.accept(ROW, "Call Jane", MORNING.date()),
    Action.EXTEND: decisions.extend(ROW),
    Action.SNOOZE: decisions.snooze(ROW, MORNING),
    Action.REJECT: decisions.reject(ROW, REJECTIONS),
    Action.DISPUTE: rulings.dispute(ROW, REJECTIONS),
    Action.UPHOLD: rulings.uphold(ROW),
    Action.OVERTURN: rulings.overturn(ROW),
    Action.DECLINE: rulings.decline(ROW),
    Action.ASK: decisions.ask(ROW),
    Action.ANSWER: decisions.answer(ROW),
    Action.HAND_OVER: decisions.hand_over(ROW),
    Action.REASSIGN: decisions.reassign(ROW),
    Action.LOSE: outcomes.lose(ROW, LOSSES),
    Action.RECYCLE: outcomes.recycle(ROW, RECYCLINGS),
    Action.OPPORTUNITY: outcomes.opportunity(ROW),
    Action.WIN: outcomes.win(ROW),
    Action.RATE: outcomes.rate(ROW),
}


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def steps(exits: ExitCriteria, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The form's three steps."""
    judged = Readiness(exits.judge(values))
    return [
        handoff_form.who(values, draft=7, segments={"small": "Small & <business>"}),
        handoff_form.told(values, draft=7),
        handoff_form.criteria(values, exits, judged, draft=7),
    ]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_form_asks_for_everything_in_the_package_and_marks_what_is_needed(framework: str) -> None:
    views = steps(shipped(framework), {})
    shown = [drawn.view(view) for view in views]
    asked = {name: block for view in views for name, block in inputs(view).items()}
    beside = {"checks", "ae", "choose", "segment", "priority", "language", "contact_place"}
    assert set(asked) == {slot.name for slot in slots(framework)} | beside
    for slot in slots(framework):
        block = asked[slot.name]
        assert block["label"]["text"] == slot.label
        assert block["optional"] is not slot.required
        assert block["dispatch_action"]  # whatever is typed is kept
        if block["element"]["type"] == "plain_text_input":
            assert block["element"]["max_length"] == slot.limit
            assert block["element"]["multiline"] is slot.lines
    assert asked["contact_email"]["element"]["type"] == "email_text_input"
    assert [option["value"] for option in asked["checks"]["element"]["options"]] == list(CHECKS)
    assert f"Exit criteria ({framework})" in shown[2]
    assert {(view["private_metadata"], view["notify_on_close"]) for view in views} == {("7", True)}


def test_the_form_comes_back_with_what_stands_there_already() -> None:
    everything = typed(notes="&<>" * 1000, company="<!channel> & " * 11)
    for view in steps(shipped("BANT"), everything):
        drawn.view(view)
        for name, block in inputs(view).items():
            if name in everything:
                assert block["element"]["initial_value"] == everything[name]


def test_every_kind_of_criterion_has_its_input_and_comes_back_with_its_answer() -> None:
    kinds = (
        Criterion("size", "Size", kind=Kind.NUMBER),
        Criterion("day", "Day", kind=Kind.DATE),
        Criterion("crm", "CRM", kind=Kind.CHOICE, options=("None", "&" * 75)),
        Criterion("legal", "Legal", kind=Kind.CHECK, asked=State.VALIDATED),
    )
    exits = ExitCriteria("OURS", kinds, NotReady.APPROVAL)
    values = {"size": "40", "day": "2027-02-01", "crm": "&" * 75, "legal": ["legal"], "legal.state": "quoted"}
    for given in ({}, values, {"crm": "no more", "legal.state": "nonsense"}):
        view = handoff_form.criteria(given, exits, Readiness(exits.judge(given)), draft=7)
        drawn.view(view)
        assert list(inputs(view)) == ["size", "day", "crm", "legal", "legal.state", "checks"]
        said = handoff_form.not_ready(Readiness(exits.judge(given)), given, draft=7, may_ask=True)
        assert "Legal" in drawn.view(said)
        assert list(inputs(said)) == ["approval_reason"]


def test_as_many_criteria_as_a_policy_may_have_fit_the_form() -> None:
    many = tuple(Criterion(f"c{n}", f"{n} " + "&" * 70, asked=State.VALIDATED) for n in range(25))
    exits, values = ExitCriteria("<!channel>", many), {f"c{n}": "日" * 3000 for n in range(10)}
    full = handoff_form.criteria(values, exits, Readiness(exits.judge(values)), draft=7)
    drawn.view(full)
    assert len(json.dumps(full)) < 250_000  # of which Slack takes no more
    drawn.view(handoff_form.not_ready(Readiness(exits.judge({})), {}, draft=7, may_ask=False))


def test_without_listed_aes_nobody_can_be_chosen_for_her() -> None:
    assert "choose" not in inputs(handoff_form.who({}, draft=7, segments={}, may_choose=False))


@pytest.mark.parametrize("action", MODALS)
def test_each_modal_names_the_company_harmlessly_and_carries_only_the_number(action: Action) -> None:
    modal = MODALS[action]
    assert "&lt;!channel&gt; &amp; Sons" in drawn.view(modal)
    assert (modal["private_metadata"], modal["callback_id"]) == ("7", decisions.ASKS_FIRST[action])
    assert inputs(modal)
    assert set(MODALS) == set(decisions.ASKS_FIRST)


def test_the_question_stands_above_the_answer() -> None:
    assert "*Question:* Which &lt;CRM&gt;?" in drawn.view(MODALS[Action.ANSWER])
    long = handoff(Status.RETURNED, comment="&" * 3000, company="&" * 150)
    assert "(cut)" in drawn.view(decisions.answer(long))


def test_as_many_reasons_as_a_policy_may_have_fit_their_menu() -> None:
    for modal in (decisions.reject(ROW, MANY), outcomes.lose(ROW, MANY), outcomes.recycle(ROW, MANY)):
        drawn.view(modal)
        assert len(inputs(modal)["reason"]["element"]["options"]) == 100


def test_what_was_not_done_is_said_in_place_of_the_form() -> None:
    assert "Acme &lt;x&gt; is accepted already" in drawn.view(decisions.told("Acme <x> is accepted already"))
    drawn.view(decisions.told("&" * 3000))
