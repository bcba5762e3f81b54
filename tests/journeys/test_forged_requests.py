"""Whatever number, code or date a request names, it changes nothing that is not there, and says so."""

from typing import Any

import pytest

from app.domain.lifecycle import MOVES
from app.domain.model import Handoff
from blocks import ids
from tests import by_hand, every_request, signed
from tests.journeys.test_the_door import rows, said
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Json = dict[str, Any]
ELSEWHERE = len(MOVES) + 3  # another workspace's
MISSING = object()
NUMBERS: tuple[object, ...] = (
    *(
        str(ELSEWHERE),
        "999",
        "0",
        "-1",
        str(2**31),
        str(2**63),
        "1" * 5000,
        "x",
        "",
        " 1",
        "1.0",
        "1e3",
        "１",
    ),
    *("1; DROP TABLE handoff", "1\x00", "\ud800", "NaN", MISSING, None, 1, True, 1.5, ["1"], {"id": "1"}),
)
NO_MOVES = ("", "submit", "ACCEPT", "accept ", "accept.x", "nudged", "\x00", "__class__", "a" * 5000)
NO_DAYS = (
    -1,
    2**31 * 2,
    2**63,
    1e300,
    float("nan"),
    float("inf"),
    "x",
    "1800000000",
    True,
    [1],
    {"a": 1},
    1.5,
)


def test_no_forged_number_reaches_a_handoff(office: Office) -> None:
    every_request.ready(office)
    with office.bot.db.transaction() as session:
        first = session.get_one(Handoff, 1).model_dump(exclude={"id", "team_id"})
        session.add(Handoff(**first, team_id="T0OTHER"))
    before, asked = rows(office), 0
    for n, forged in enumerate(NUMBERS):
        for k, (name, payload) in enumerate(every_request.numbered(office.slack)):
            in_a_text = name == ids.MEETING_AT and not isinstance(forged, str)
            if in_a_text or (n > 2 and (n + k) % 4):
                continue  # a quarter of all that there are is enough: every number, and every listener
            name_it(payload, forged)
            answer = signed.post(office.slack, payload)
            assert (answer.status_code, "There is no " in said(office, answer)) == (200, True), (name, forged)
            asked += 1
    assert rows(office) == before
    assert asked > 180


def test_no_button_makes_a_move_that_is_none(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for forged in NO_MOVES:
        answer = signed.post(
            office.slack, every_request.clicked(office.slack, "U0ANNA", ids.ACT + forged, "1")
        )
        assert answer.status_code == 200
        assert "This button does nothing any more" in said(office, answer), forged
    for action_id in ("handoff.actaccept", "xhandoff.act.accept", "handoff.form", "handoff.reject"):
        answer = signed.post(office.slack, every_request.clicked(office.slack, "U0ANNA", action_id, "1"))
        assert answer.status_code == 404, action_id  # nobody listens
    for callback in ("handoff.act.accept", "handoff.show", "xhandoff.reject", "handoff.reject.x", ""):
        form = every_request.submitted(office.slack, "U0ANNA", callback, {"reason": "other"}, private="1")
        assert signed.post(office.slack, form).status_code == 404, callback
    assert rows(office) == before


def test_a_form_of_one_kind_does_not_pass_for_another(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for callback, values in (
        (ids.REJECT, {"question": "Who?"}),
        (ids.REJECT, {"reason": "other", "comment": ""}),
        (ids.REASSIGN, {"quality": "5"}),
        (ids.LOSE, {"comment": "No"}),
        (ids.RATE, {"comment": "No"}),
        (ids.ASK, {"body": "No", "ae": "U0BEN"}),
    ):
        form = every_request.submitted(office.slack, "U0ANNA", callback, values, private="1")
        answer = signed.post(office.slack, form).json()
        assert answer["response_action"] == "errors"
        assert set(answer["errors"].values()) == {"This is needed."}
    assert rows(office) == before


def test_only_the_teams_own_reasons_stars_and_colleagues_can_be_chosen(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for action, name, told in (
        ("reject", "reason", "not one of the team's reasons"),
        ("lose", "reason", "not one of the team's reasons"),
        ("recycle", "reason", "not one of the team's reasons"),
        ("rate", "quality", "Choose 1 to 5 stars."),
        ("reassign", "ae", "not one of the AEs"),
    ):
        number, by = list(MOVES).index(by_hand_action(action)) + 1, every_request.BY
        for forged in ("nobody's", "6", "0", "-1", "５", "a" * 2000, "x\x00y", "y\ud800", "U0NOBODY"):
            payload = by_hand.move(office.slack, by[MOVES[by_hand_action(action)].by], action, number)
            (entry,) = payload["view"]["state"]["values"][name].values()
            entry |= {"selected_user": forged} if name == "ae" else {"selected_option": {"value": forged}}
            answer = signed.post(office.slack, payload)
            assert answer.status_code == 200
            assert told in answer.json()["errors"][name], (action, forged)
    assert rows(office) == before


def test_a_meeting_has_a_day_that_there_is(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for forged in NO_DAYS:
        payload = every_request.picked(office.slack, "U0ANNA", len(MOVES) + 1, forged)
        told = said(office, signed.post(office.slack, payload))
        assert "There is no such day" in told, forged
    assert rows(office) == before


def name_it(payload: Json, forged: object) -> None:
    """Put something in the place of a handoff's number."""
    if payload["type"] == "view_submission":
        holder, name = payload["view"], "private_metadata"
    else:
        holder, name = payload["actions"][0], "value"
    if holder.get("type") == "datetimepicker":
        holder["action_id"] = f"{ids.MEETING_AT}.{forged}"
    elif forged is MISSING:
        del holder[name]
    else:
        holder[name] = forged


def by_hand_action(name: str) -> Any:
    return next(action for action in MOVES if action.value == name)
