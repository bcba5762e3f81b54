"""Slack's limits: a message a second to one channel, and nothing before Slack said so."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.pace import BURST, PAUSES, POST, UPDATE, Pace

ANNA, SAM = "U1", "U2"


@dataclass
class Uptime:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def uptime() -> Uptime:
    return Uptime()


@pytest.fixture
def pace(uptime: Uptime) -> Pace:
    return Pace(1.0, uptime)


def waiting(pace: Pace) -> set[str]:
    return set(pace.now_open()[0].not_to)


def test_a_few_messages_may_follow_one_another_then_it_is_one_a_second(pace: Pace, uptime: Uptime) -> None:
    for _ in range(BURST):
        assert not waiting(pace)
        pace.spend(ANNA)
    assert waiting(pace) == {ANNA}
    assert pace.now_open()[1] == pytest.approx(1.0)
    uptime.seconds += 1
    assert not waiting(pace)
    pace.spend(ANNA)
    assert waiting(pace) == {ANNA}


def test_one_channel_does_not_wait_for_another(pace: Pace) -> None:
    for _ in range(BURST):
        pace.spend(ANNA)
    assert waiting(pace) == {ANNA}
    pace.spend(SAM)
    assert waiting(pace) == {ANNA}


@given(gaps=st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_no_span_of_time_holds_more_than_slack_allows(gaps: list[float]) -> None:
    uptime = Uptime()
    pace, left = Pace(1.0, uptime), []
    for gap in gaps:
        uptime.seconds += gap
        if ANNA not in pace.now_open()[0].not_to:
            pace.spend(ANNA)
            left.append(uptime.seconds)
    for first, begin in enumerate(left):
        for last, end in enumerate(left[first:], start=first):
            assert last - first + 1 <= BURST + (end - begin) + 1e-6


def test_a_channel_that_slack_holds_back_waits_alone(pace: Pace, uptime: Uptime) -> None:
    pace.hold(POST, ANNA, 30)
    may, opens_in = pace.now_open()
    assert (may.posts, set(may.not_to), opens_in) == (True, {ANNA}, 30)
    uptime.seconds += 30
    assert not waiting(pace)


def test_a_second_channel_held_back_means_that_everybody_waits(pace: Pace, uptime: Uptime) -> None:
    pace.hold(POST, ANNA, 30)
    pace.hold(POST, SAM, 10)
    assert not pace.now_open()[0].posts
    assert pace.now_open()[0].updates
    uptime.seconds += 10
    assert pace.now_open()[0].posts
    assert waiting(pace) == {ANNA}


def test_one_channel_held_back_twice_is_still_one_channel(pace: Pace) -> None:
    pace.hold(POST, ANNA, 30)
    pace.hold(POST, ANNA, 30)
    assert pace.now_open()[0].posts


def test_any_other_method_that_is_held_back_waits_for_everybody(pace: Pace, uptime: Uptime) -> None:
    pace.hold(UPDATE, "", 20)
    assert not pace.now_open()[0].updates
    assert pace.now_open()[0].posts
    assert pace.wait(UPDATE) == 20
    assert pace.wait("conversations_history") == 0
    uptime.seconds += 20
    assert pace.now_open()[0].updates


def test_while_slack_is_away_nothing_leaves_between_two_knocks(pace: Pace, uptime: Uptime) -> None:
    pace.doubt()
    assert pace.now_open()[0].posts  # somebody knocks first
    for pause in (*PAUSES, PAUSES[-1]):
        pace.away()
        may, opens_in = pace.now_open()
        assert (may.posts, may.updates, may.looks, opens_in) == (False, False, False, pause)
        uptime.seconds += pause
        assert pace.now_open()[0].posts
        assert pace.in_doubt
    pace.answered()
    assert not pace.in_doubt
    pace.away()
    assert pace.now_open()[1] == PAUSES[0]
