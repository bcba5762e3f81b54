"""Whatever people, time, Slack and restarts do to it in whatever order: a handoff keeps its rules."""

import re
from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlmodel import col, select

from app.domain.model import Event, Owed, Sending
from app.store import outbox
from sandbox.messages import Channel, Message
from tests import by_hand, invariants, signed
from tests.everything import on
from tests.examples import examples
from tests.invariants import BUTTONS, RULES, Replay
from tests.office import Office
from tests.race import at_once

AES, SDRS, MANAGERS = ("anna", "ben", "yuki"), ("sam", "priya"), ("maria", "dan")
EVERYBODY = (*AES, *SDRS, *MANAGERS, "gia")
SEND = st.sampled_from(["chat.postMessage", "chat.update", "conversations.history"])
FAULT = st.sampled_from(["ratelimited", "http_500", "http_503", "bad_json", "reset_before", "reset_after"])
companies = (f"Company {number}." for number in count())


class Lifecycle(RuleBasedStateMachine):
    """Two or more handoffs in an office that earlier examples have worked in as well."""

    office: Office
    ids: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self.told: dict[int, Replay] = {}

    @initialize(ae=st.sampled_from(AES))
    def begins(self, ae: str) -> None:
        """There is something to work on."""
        self.hand_off("sam", ae)

    @precondition(lambda self: len(self.numbers) < 3)
    @rule(sdr=st.sampled_from(SDRS), ae=st.sampled_from(AES))
    def hand_off(self, sdr: str, ae: str) -> None:
        """An SDR hands off."""
        form = self.office.form(self.office.desk.as_user(sdr), Company=next(companies), AE=f"@{ae}")
        assert form.submit().ok
        with self.office.bot.db.reading() as session:
            newest = select(Event.handoff_id).order_by(col(Event.id).desc())
            self.numbers.append(session.exec(newest.where(col(Event.action) == "submit").limit(1)).one())

    @rule(who=st.sampled_from(EVERYBODY), action=st.sampled_from(sorted(RULES)), data=st.data())
    def somebody_tries(self, who: str, action: str, data: st.DataObject) -> None:
        """Anybody tries anything."""
        self._moves(self.ids[who], action, data)

    @rule(data=st.data())
    def somebody_goes_on(self, data: st.DataObject) -> None:
        """People do what they may, one after the other; as they do after each of the other events."""
        number = data.draw(st.sampled_from(self.numbers))
        for _ in range(data.draw(st.integers(1, 4))):
            self.the_rules_are_kept()
            if not (allowed := self._allowed(number)):
                return
            who, action = data.draw(st.sampled_from(allowed))
            self._moves(who, action, data, number)

    def _allowed(self, number: int) -> list[tuple[str, str]]:
        return [
            (who, action)
            for who in self.ids.values()
            for action in RULES
            if self.told[number].may(who, action, self._managers())
        ]

    def _moves(self, who: str, action: str, data: st.DataObject, number: int = 0) -> None:
        number = number or data.draw(st.sampled_from(self.numbers))
        ae = self.ids[data.draw(st.sampled_from(AES))]
        copies = data.draw(st.sampled_from([1, 1, 2, 3]))
        story = self.told[number]
        before, last = story.turn, (story.last_actor, story.last_action)
        payload = by_hand.move(self.office.slack, who, action, number, ae=ae)

        def work(n: int) -> bool:
            if n == copies:  # and meanwhile the bot sends what is owed
                return self.office.bot.courier.drain() >= 0
            return signed.post(self.office.slack, payload).status_code == 200

        assert all(at_once(copies + 1, work))
        after = invariants.check(self.office.bot.db, self._managers(), [number])[number].turn
        has_it = action in ("hand_over", "reassign") and ae == story.ae
        may = story.may(who, action, self._managers()) and not has_it
        if not may:
            assert after == before, f"{who} did {action} against the rules"
        elif last != (who, action):  # otherwise it may be the same click once more
            assert after == before + 1, f"{who} could not {action}, or did it {after - before} times"

    @rule(method=SEND, kind=FAULT, times=st.integers(1, 3), data=st.data())
    def slack_fails(self, method: str, kind: str, times: int, data: st.DataObject) -> None:
        """The next calls go wrong."""
        more: dict[str, Any] = {"retry_after": 20} if kind == "ratelimited" else {}
        self.office.desk.fails(method, kind, times=times, **more)
        self.somebody_goes_on(data)

    @rule(minutes=st.sampled_from([1, 20, 130, 300, 26 * 60]), data=st.data())
    def time_passes(self, minutes: int, data: st.DataObject) -> None:
        """And the bot acts on it."""
        self.office.advance(minutes=minutes)
        self.somebody_goes_on(data)

    @rule(data=st.data())
    def the_bot_restarts(self, data: st.DataObject) -> None:
        """With whatever it owes."""
        self.office.closes()
        self.office.opens()
        self.somebody_goes_on(data)

    def all_is_sent(self) -> None:
        """Slack works again, and what is owed goes out: each message is seen once and in its last version."""
        self.office.desk.clears_faults()
        for _ in range(60):
            self.office.advance(seconds=35)
            with self.office.bot.db.reading() as session:
                if not outbox.any_owed(session):
                    break
        else:
            raise AssertionError("something is owed for ever")
        self._compare_with_what_is_seen()

    @invariant()
    def the_rules_are_kept(self) -> None:
        """The rows agree with the history, and the history with the rules."""
        if self.numbers:
            self.told = invariants.check(self.office.bot.db, self._managers(), self.numbers)

    def teardown(self) -> None:
        """Whatever happened, in the end all is said."""
        if self.numbers:
            self.all_is_sent()

    def _managers(self) -> list[str]:
        return [self.ids[name] for name in MANAGERS]

    def _compare_with_what_is_seen(self) -> None:
        seen, where = _messages_by_key(self.office), Counter[str]()
        with self.office.bot.db.reading() as session:
            rows = session.exec(select(Owed).where(col(Owed.handoff_id).in_(self.numbers))).all()
        for row in rows:
            where[row.state] += 1
            there = seen.pop(row.key, [])
            assert len(there) == (row.state is Sending.SENT or bool(row.ts)), f"{row.key}: {there}"
            for channel, message in there:
                assert row.recipient in channel.members, f"{row.key} went to somebody else"
                self._is_up_to_date(row, message)
        ours = re.compile(rf"\w+:({'|'.join(map(str, self.numbers))}):")
        assert not [key for key in seen if ours.match(key)], "something was sent that was never owed"

    def _is_up_to_date(self, row: Owed, message: Message) -> None:
        if row.kind == "card" and row.handoff_id:
            story = self.told[row.handoff_id]
            shown = {text for text in _texts(message.blocks) if text in BUTTONS}
            assert shown == (story.buttons() if row.recipient == story.ae else set()), row.key


def _messages_by_key(office: Office) -> dict[str, list[tuple[Channel, Message]]]:
    found: dict[str, list[tuple[Channel, Message]]] = {}
    for channel in office.slack.workspace.channels.values():
        for message in channel.messages.values():
            if key := ((message.metadata or {}).get("event_payload") or {}).get("key"):
                found.setdefault(key, []).append((channel, message))
    return found


def _texts(blocks: list[Any] | None) -> list[str]:
    return [
        e["text"]["text"] for block in blocks or [] for e in block.get("elements", []) if "action_id" in e
    ]


@on("sqlite")
@pytest.mark.timeout(600)
def test_a_handoff_keeps_its_rules_whatever_happens(office: Office, request: pytest.FixtureRequest) -> None:
    ids = {name: office.desk.as_user(name).id for name in EVERYBODY}
    here = type("Here", (Lifecycle,), {"office": office, "ids": ids})
    is_sqlite = office.bot.db.is_sqlite
    run(here, settings=examples(6 if is_sqlite else 3, stateful_step_count=12, phases=[Phase.generate]))
