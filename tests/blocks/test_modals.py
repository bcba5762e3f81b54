"""The form, and the modals behind the buttons: within limits, each input where an error finds it."""

from typing import Any

import pytest

from app.domain.lifecycle import Action, Status
from app.domain.package import CHECKS, FRAMEWORKS, slots
from app.policy.reasons import LOSSES, RECYCLINGS, REJECTIONS
from blocks import decisions, handoff_form
from tests.blocks import drawn
from tests.cast import handoff, typed

ROW = handoff(Status.RETURNED, company="<!channel> & Sons", comment="Which <CRM>?")
MANY = {f"code_{n}": "&" * 75 for n in range(100)}
MODALS = {
    Action.REJECT: decisions.reject(ROW, REJECTIONS),
    Action.ASK: decisions.ask(ROW),
    Action.ANSWER: decisions.answer(ROW),
    Action.REASSIGN: decisions.reassign(ROW),
    Action.LOSE: decisions.lose(ROW, LOSSES),
    Action.RECYCLE: decisions.recycle(ROW, RECYCLINGS),
    Action.RATE: decisions.rate(ROW),
}


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_form_asks_for_everything_in_the_package_and_marks_what_is_needed(framework: str) -> None:
    form = handoff_form.form(framework)
    drawn.view(form)
    asked = inputs(form)
    assert set(asked) == {slot.name for slot in slots(framework)} | {"checks", "ae", "choose"}
    for slot in slots(framework):
        block = asked[slot.name]
        assert block["label"]["text"] == slot.label
        assert block["optional"] is not slot.required
        assert block["element"]["action_id"] == slot.name
        if block["element"]["type"] == "plain_text_input":
            assert block["element"]["max_length"] == slot.limit
            assert block["element"]["multiline"] is slot.lines
    assert asked["contact_email"]["element"]["type"] == "email_text_input"
    assert [option["value"] for option in asked["checks"]["element"]["options"]] == list(CHECKS)
    assert f"Exit criteria ({framework})" in drawn.view(form)


def test_the_form_comes_back_with_what_stands_there_already() -> None:
    everything = typed(notes="&<>" * 1000, company="<!channel> & " * 11)
    form = handoff_form.form("BANT", prefill=everything)
    drawn.view(form)
    for name, block in inputs(form).items():
        if name in everything:
            assert block["element"]["initial_value"] == everything[name]


def test_without_listed_aes_nobody_can_be_chosen_for_her() -> None:
    assert "choose" not in inputs(handoff_form.form("BANT", may_choose=False))


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
    for modal in (decisions.reject(ROW, MANY), decisions.lose(ROW, MANY), decisions.recycle(ROW, MANY)):
        drawn.view(modal)
        assert len(inputs(modal)["reason"]["element"]["options"]) == 100


def test_what_was_not_done_is_said_in_place_of_the_form() -> None:
    assert "Acme &lt;x&gt; is accepted already" in drawn.view(decisions.told("Acme <x> is accepted already"))
    drawn.view(decisions.told("&" * 3000))
