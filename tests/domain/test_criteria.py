"""When a criterion is met, how a package that is not ready is told so, and what a policy may ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import policy as policies
from app.domain.criteria import CHECKS, Criterion, ExitCriteria, Kind, NotReady, Readiness, State
from app.domain.package import tidied
from app.policy import PolicyError

OURS = (
    Criterion("size", "Size", kind=Kind.NUMBER),
    Criterion("day", "Day", kind=Kind.DATE),
    Criterion("crm", "CRM", kind=Kind.CHOICE, options=("None", "Other")),
    Criterion("legal", "Legal", kind=Kind.CHECK),
    Criterion("why", "Why", asked=State.QUOTED),
    Criterion("notes", "Notes", asked=State.EMPTY),
)
WHOLE = {
    "size": "40.5",
    "day": "2027-02-01",
    "crm": "None",
    "legal": ["legal"],
    "why": "Cost",
    "why.state": "quoted",
}


def unmet(asks: NotReady = NotReady.DRAFT, /, **changes: object) -> list[str]:
    exits = ExitCriteria("OURS", OURS, asks)
    return [one.name for one in Readiness(exits.judge(tidied({**WHOLE, **changes}, exits))).unmet]


def faults(asks: NotReady = NotReady.DRAFT, /, **changes: object) -> dict[str, str]:
    exits = ExitCriteria("OURS", OURS, asks)
    return exits.faults(tidied({**WHOLE, **changes}, exits))


def test_a_criterion_is_met_when_it_is_known_as_surely_as_is_asked() -> None:
    assert unmet() == []
    assert unmet(size=" ", legal=[], why="") == ["size", "legal", "why"]
    for state, met in (
        ("claimed", False),
        ("", False),
        ("nonsense", False),
        ("quoted", True),
        ("validated", True),
    ):
        assert ("why" not in unmet(**{"why.state": state})) is met, state


def test_what_may_stay_empty_counts_for_nothing() -> None:
    exits = ExitCriteria("OURS", OURS)
    readiness = Readiness(exits.judge(WHOLE))
    assert (readiness.met, readiness.of) == (5, 5)
    assert Readiness(exits.judge({**WHOLE, "notes": "One"})).of == 5


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("size", "many", "Size must be a number, such as 40 or 12.5."),
        ("size", "1e9", "Size must be a number, such as 40 or 12.5."),
        ("day", "2027-02-30", "Day must be a date."),
        ("day", "20270201", "Day must be a date."),
        ("crm", "Mine", "CRM: this is not one of the choices (any more). Please choose again."),
        ("why", "x" * 3001, "Why can have 3000 characters at most; these are 3001."),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(field: str, wrong: str, told: str) -> None:
    assert faults(**{field: wrong}) == {field: told}


def test_where_the_policy_refuses_what_is_not_ready_each_field_says_why() -> None:
    told = faults(NotReady.REFUSE, size="", legal=[], **{"why.state": "claimed"})
    assert told == {
        "size": "Size is needed.",
        "legal": "Legal is needed.",
        "why.state": "This must be quoted: the prospect's own words.",
    }
    assert faults(size="", legal=[]) == {}


ENTERED = st.one_of(
    st.text(max_size=20), st.lists(st.sampled_from(["legal", *CHECKS]), max_size=3), st.none()
)


@given(values=st.dictionaries(st.sampled_from([*WHOLE, "checks", "notes", "other"]), ENTERED))
def test_whatever_was_entered_can_be_judged(values: dict[str, object]) -> None:
    exits = ExitCriteria("OURS", OURS, NotReady.REFUSE)
    given = tidied(values, exits)
    ready = Readiness(exits.judge(given)).ready
    assert ready is (not [name for name in exits.faults(given) if name != "notes"] or ready)
    assert tidied(given, exits) == given


def told(text: str) -> str:
    with pytest.raises(PolicyError) as refused:
        policies.parse(text)
    return str(refused.value)


FIELD = '[[frameworks.OURS.field]]\nname = "{}"\nlabel = "Size"\n'


def test_a_segment_asks_for_what_it_says_and_else_for_what_the_team_does() -> None:
    policy = policies.parse(
        'framework = "CHAMP"\n[qualification]\nnot_ready = "approval"\ncriteria = { money = "quoted" }\n'
        '[segment.small]\nlabel = "Small"\n[segment.small.criteria]\nmoney = "empty"\n'
        '[segment.large]\nlabel = "Large"\nframework = "MEDDIC"\nnot_ready = "refuse"\n'
    )
    team, small, large = (policy.exit_criteria(name) for name in ("no such segment", "small", "large"))
    assert [one.name for one in team.fields] == [one.name for one in small.fields]
    asked = {exits: next(one.asked for one in exits.fields if one.name == "money") for exits in (team, small)}
    assert list(asked.values()) == [State.QUOTED, State.EMPTY]
    assert [exits.not_ready.value for exits in (team, small, large)] == ["approval", "approval", "refuse"]
    assert large.framework == "MEDDIC"
    assert policy.criteria_labels()["money"] == "Money"


def test_a_shipped_framework_can_be_done_differently_by_its_name() -> None:
    policy = policies.parse(FIELD.replace("OURS", "BANT").format("size"))
    assert [one.label for one in policy.exit_criteria("").fields] == ["Size"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('framework = "OWN"', "“OWN” is none of BANT, MEDDIC, MEDDPICC, CHAMP, SPICED"),
        ('[segment.a]\nlabel = "A"\nframework = "OWN"', "“OWN” is none of"),
        ('[segment.a]\nlabel = "A"\n[segment.a.criteria]\nchampion = "quoted"', "“champion” is not a field"),
        ('[qualification]\ncriteria = { clear_use_case = "empty" }', "“clear_use_case” is not a field"),
        ('[qualification]\ncriteria = { budget = "known" }', "budget"),
        ('[qualification]\nnot_ready = "maybe"', "not_ready"),
        (FIELD.format("company"), "“company” is a field of every package"),
        (FIELD.format("checks"), "“checks” is a field of every package"),
        (FIELD.format("seats").replace("Size", "Seats") + FIELD.format("Size"), "“Size” is no name"),
        (FIELD.format("size") + 'kind = "choice"', "kind choice needs them"),
        (FIELD.format("size") + 'options = ["a"]', "kind choice needs them"),
        (FIELD.format("size") + 'required = false\nstate = "quoted"', "not required"),
        (FIELD.format("size") * 2, "“size” is the name of 2 fields"),
        (FIELD.format("size") + FIELD.format("seats"), "“Size” is the label of 2 fields"),
        ("draft_days = 0", "draft_days"),
    ],
)
def test_what_cannot_be_asked_for_is_said_with_its_key(text: str, said: str) -> None:
    assert said in told(text)
