"""The live introduction: what both colleagues read in their group, and what is left when it is over."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.lifecycle import Status
from app.domain.package import Package
from app.domain.personal import emptied
from app.domain.sight import Sight
from blocks import card, live
from tests.blocks import drawn
from tests.cast import ANNA, BEN, MORNING, SAM, handoff, passed, sight

BOTH = f"{SAM},{ANNA}"


def seen(status: Status = Status.ACCEPTED, /, viewer: str = BOTH, hours: float = 0, **package: Any) -> Sight:
    """As the group sees it, some hours after Monday, 9:00 UTC."""
    row = handoff(status, package=passed().model_copy(update=package).model_dump())
    return sight(viewer, row, now=MORNING + timedelta(hours=hours))


def shown(status: Status = Status.ACCEPTED, /, **more: Any) -> str:
    return drawn.message(live.live(seen(status, **more)))


@pytest.mark.parametrize("status", Status)
def test_the_owner_s_card_offers_it_once_accepted(status: Status) -> None:
    offers = "Introduce live" in drawn.buttons(card.card(sight(ANNA, handoff(status)))[1])
    assert offers == (status in (Status.ACCEPTED, Status.WORKING))


def test_nobody_is_offered_to_be_introduced_by_herself() -> None:
    alone = sight(ANNA, handoff(Status.ACCEPTED, sdr_id=ANNA))
    assert "Introduce live" not in drawn.buttons(card.card(alone)[1])


def test_it_says_who_does_what_whom_they_call_and_what_was_agreed() -> None:
    fallback, blocks = live.live(seen(phone="+44 20 7946 0000"))
    read = drawn.message((fallback, blocks))
    assert fallback == "Live introduction of Acme: Sam Rivera introduces, Anna Keller takes over."
    assert f"*<@{SAM}> introduces, <@{ANNA}> takes over.*" in read
    for text in ("Jane Doe, COO", "jane@acme.example", "*Phone*\n+44 20 7946 0000", "Demo on Thursday"):
        assert text in read
    assert "Start a huddle here, then call +44 20 7946 0000." in read
    assert drawn.buttons(blocks) == ["Full package"]


def test_without_a_phone_number_it_says_how_else_to_bring_them_in() -> None:
    read = shown()
    assert "there is no phone number, so write to jane@acme.example." in read
    assert "*Phone*" not in read


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-1, "It is 17:00 for Jane Doe (Tokyo), outside 9–17 there: agree on a time first."),
        (-1.01, "It is 16:59 for Jane Doe (Tokyo), within 9–17 there."),
        (15, "It is 09:00 for Jane Doe (Tokyo), within 9–17 there."),
        (14.9, "It is 08:54 for Jane Doe (Tokyo), outside 9–17 there: agree on a time first."),
        (-24, "It is 18:00 on Sunday for Jane Doe (Tokyo), outside 9–17 there"),
    ],
)
def test_it_says_what_time_it_is_for_the_prospect(hours: float, said: str) -> None:
    assert said in shown(hours=hours, zone="Asia/Tokyo", place="Tokyo")


def test_a_zone_without_a_city_is_named_by_itself_and_none_is_no_time() -> None:
    assert "(New York)" in shown(zone="America/New_York")
    assert "It is " not in shown()


@pytest.mark.parametrize("status", Status)
def test_it_is_valid_in_every_state_and_over_when_the_work_is(status: Status) -> None:
    goes_on = status in (Status.ACCEPTED, Status.WORKING, Status.OPPORTUNITY)
    assert ("jane@acme.example" in shown(status)) == goes_on
    assert ("There is nothing left to do here." in shown(status)) != goes_on


def test_when_another_owns_it_the_old_group_is_told_so_and_nothing_else() -> None:
    fallback, blocks = live.live(seen(viewer=f"{SAM},{BEN}"))
    read = drawn.message((fallback, blocks))
    assert f"Acme (#7) is with <@{ANNA}> now, so this introduction is over." in read
    assert fallback.startswith("Acme (#7) is with Anna Keller now")
    assert "jane@acme.example" not in read
    assert drawn.buttons(blocks) == []


def test_of_an_erased_package_nothing_is_left() -> None:
    package = emptied(passed().model_dump())
    row = handoff(Status.ACCEPTED, package=package)
    read = drawn.message(live.live(sight(BOTH, row, package=Package.model_validate(package))))
    assert "has been erased with the prospect's data" in read


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_whatever_was_typed_it_is_valid_and_pings_nobody(said: str) -> None:
    contact = {"name": said, "email": "jane@acme.example", "role": said}
    package = passed().model_dump() | {"contacts": [contact], "phone": said, "place": said, "zone": "UTC"}
    package["answers"] = package["answers"] | {"next_step": said}
    drawn.message(live.live(sight(BOTH, handoff(Status.ACCEPTED, package=package, company=said[:150]))))
