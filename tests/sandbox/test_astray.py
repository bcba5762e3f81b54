"""Deliveries that go astray on demand: twice, late, never, in the wrong order, signed at the wrong time."""

import functools
import threading
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from tests.sandbox import stock_app
from tests.sandbox.bolt_over_http import bolt, serve
from tests.sandbox.pressing import Ears


@pytest.fixture
def hurried_ears(hurried_desk: Driver) -> Iterator[Ears]:
    """An app in the workspace where everybody gives up after 0.4 s."""
    heard = Ears()
    with heard.listen() as listening:
        hurried_desk.request_url(listening.url)
        yield heard


def texts(ears: Ears) -> list[str]:
    return [told["text"] for told in ears.told]


def test_an_interaction_comes_twice_with_the_same_trigger(desk: Driver, ears: Ears) -> None:
    desk.delivers("duplicate")
    assert desk.as_user("sam").types("/silent one", channel="open").ok
    desk.wait_for(lambda: len(ears.told) == 2)
    assert ears.told[0] == ears.told[1]
    assert ears.told[0]["trigger_id"]
    assert desk.as_user("sam").types("/silent two", channel="open").ok
    desk.wait_for(lambda: [entry["fault"] for entry in desk.traffic()] == [None, "duplicate", "duplicate"])


def test_a_stock_app_opens_one_modal_for_a_duplicate(desk: Driver, client: WebClient) -> None:
    with serve(bolt(stock_app.build(client))) as listening:
        desk.request_url(listening.url)
        desk.delivers("duplicate", of="command", seconds=0.1)
        modal = desk.as_user("sam").types("/order tea", channel="orders").modal
        assert modal and modal.title == "Order"
        desk.wait_for(lambda: len([e for e in desk.traffic() if e["kind"] == "command"]) == 2)
    copy = next(entry for entry in desk.traffic() if entry["kind"] == "command")
    assert copy["status"] == 500
    assert [e["error"] for e in desk.traffic() if e["kind"] == "views.open"] == ["exchanged_trigger_id", None]
    assert desk.as_user("sam").state()["modal_depth"] == 1


def test_an_interaction_comes_late(desk: Driver, ears: Ears) -> None:
    desk.delivers("delay", seconds=0.2)
    assert desk.as_user("sam").types("/silent", channel="open").ok
    assert texts(ears) == [""]
    assert desk.traffic()[0]["fault"] == "delay"


def test_an_interaction_comes_when_the_person_has_given_up(hurried_desk: Driver, hurried_ears: Ears) -> None:
    hurried_desk.delivers("delay", seconds=0.5)
    reply = hurried_desk.as_user("sam").types("/silent", channel="open")
    assert (reply.ok, [message.text for message in reply.ephemerals]) == (
        False,
        ['/silent failed with the error "operation_timeout"'],
    )
    assert hurried_ears.told == []
    hurried_desk.wait_for(lambda: texts(hurried_ears) == [""])


def test_an_interaction_is_lost(hurried_desk: Driver, hurried_ears: Ears) -> None:
    hurried_desk.delivers("drop")
    assert hurried_desk.as_user("sam").types("/silent lost", channel="open").ack["timed_out"]
    assert hurried_desk.as_user("sam").types("/silent here", channel="open").ok
    assert texts(hurried_ears) == ["here"]
    lost = hurried_desk.traffic()[1]
    assert (lost["fault"], lost["status"], lost["error"]) == ("drop", 0, "operation_timeout")


def test_an_interaction_is_overtaken_by_the_next(desk: Driver, ears: Ears) -> None:
    desk.delivers("reorder", times=2)
    for first, second in (("one", "two"), ("three", "four")):
        held = threading.Thread(target=desk.as_user("sam").types, args=(f"/silent {first}", "open"))
        used = len(desk.faults()["used"])
        held.start()
        desk.wait_for(functools.partial(_more_used, desk, used))
        desk.as_user("anna").types(f"/silent {second}", channel="open")
        held.join(2)
    assert texts(ears) == ["two", "one", "four", "three"]


def test_nothing_is_lost_when_there_is_no_next_one(hurried_desk: Driver, hurried_ears: Ears) -> None:
    hurried_desk.delivers("reorder", seconds=0.1)
    assert hurried_desk.as_user("sam").types("/silent one", channel="open").ok
    assert hurried_desk.as_user("sam").types("/silent two", channel="open").ok
    assert texts(hurried_ears) == ["one", "two"]


def test_events_go_astray_only_when_they_are_named(desk: Driver, ears: Ears) -> None:
    desk.delivers("duplicate")
    desk.delivers("duplicate", of="event")
    desk.as_user("sam").writes("hello", channel="U0HANDOFF")
    desk.wait_for(lambda: len(ears.told) == 2)
    assert ears.told[0]["event_id"] == ears.told[1]["event_id"]
    assert [one["of"] for one in desk.faults()["pending"]] == ["*"]


def test_a_skewed_clock_makes_signatures_invalid(desk: Driver, client: WebClient) -> None:
    with serve(bolt(stock_app.build(client))) as listening:
        desk.request_url(listening.url)
        for seconds, ok in ((-290, True), (-310, False), (310, False), (0, True)):
            desk.skews(seconds)
            assert desk.as_user("sam").types("/silent", channel="open").ok is ok
    assert desk.traffic()[1]["status"] == 401


def _more_used(desk: Driver, before: int) -> bool:
    return len(desk.faults()["used"]) > before
