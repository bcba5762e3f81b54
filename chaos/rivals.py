"""People who get into each other's way, and people who do what is not theirs to do."""

from collections.abc import Callable

import httpx

from chaos.office import AES, SDRS, STRANGERS, slack_id
from chaos.people import ACTION, LOOKED_AT, Hand, answers, number, submits
from sandbox import shown
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from sandbox.server import Sandbox
from sandbox.wire import Json
from tests.office import APP
from tests.race import at_once

NEWEST = 30  # handoffs that somebody may still fight for


def race(hand: Hand) -> None:
    """Accept, Accept again, a rejection and Withdraw (or a manager's Reassign), all in the same moment."""
    company, sdr, ae = _one(hand)
    card, receipt = _card(ae, company), _card(sdr, company)
    with hand.office.alone(ae.handle) as free:
        moves: list[Callable[[], object]] = [lambda: receipt.clicks("Withdraw")]
        for button in ("Accept", "Accept", "Reject") if free else ():
            form = card.clicks(button).modal
            if form and form.labels():
                moves.append(form.fill(answers(hand, button)).submit)
        hand.rng.shuffle(moves)
        at_once(len(moves), lambda n: _quietly(moves[n]))
        if free and (left := ae.modal()):
            left.cancel(everything=True)


def attack(slack: Sandbox) -> Callable[[Hand], None]:
    """Make the act of somebody who has got hold of another's card, or changed the number in her own form."""

    def act(hand: Hand) -> None:
        hand.rng.choice((_clicks_a_copy, _submits_another_number, _hands_off))(hand, slack)

    return act


def _clicks_a_copy(hand: Hand, slack: Sandbox) -> None:
    """The app itself shows her a card as somebody else has it, with every button."""
    company, sdr, ae = _one(hand)
    victim = hand.rng.choice((sdr, ae))
    mallory = _somebody_else(hand, victim, sdr, ae)
    stolen = _card(victim, company)
    buttons = [text for text, _, _ in shown.buttons(stolen.blocks)]
    ts = _posted(slack, mallory, stolen.blocks)
    for message in mallory.messages(channel=APP):
        if message.ts == ts and buttons:
            button = hand.rng.choice(buttons)
            hand.office.attacks += 1
            modal = message.clicks(button).modal
            if modal and modal.labels() and button in ACTION:
                submits(hand, modal.fill(answers(hand, button)))


def _submits_another_number(hand: Hand, slack: Sandbox) -> None:
    """An AE rejects with her own form what is another's."""
    mallory = hand.person(AES)
    own = [message for message in mallory.messages(channel=APP)[-LOOKED_AT:] if "Reject" in message.buttons()]
    company, _, ae = _one(hand)
    if not own or ae.handle == mallory.handle:
        return
    theirs = number(_card(ae, company))
    with hand.office.alone(mallory.handle) as free:
        modal = own[-1].clicks("Reject").modal if free else None
        view = slack.workspace.views.find(view_id=modal.id) if modal else None
        if modal and view and "Reason" in modal.labels():
            view.content = {**view.content, "private_metadata": str(theirs)}
            hand.office.attacks += 1
            submits(hand, modal.fill(answers(hand, "Reject")))


def _hands_off(hand: Hand, _: Sandbox) -> None:
    """Somebody who is no SDR asks for the form."""
    hand.office.attacks += 1
    mallory = hand.person([*STRANGERS, *AES])
    with hand.office.alone(mallory.handle) as free:
        if free:
            mallory.types("/handoff", "general")


def _one(hand: Hand) -> tuple[str, DeskPerson, DeskPerson]:
    known = [(company, *who) for company, who in list(hand.office.acknowledged.items())[-NEWEST:] if who[1]]
    company, sdr, ae = hand.rng.choice(known)
    return company, hand.office.desk.as_user(sdr), hand.office.desk.as_user(ae)


def _card(person: DeskPerson, company: str) -> Message:
    for message in reversed(person.messages(channel=APP)):
        if message.shown.startswith(f"{company} (#"):
            return message
    raise LookupError(f"{person.handle} has no card of {company}")


def _somebody_else(hand: Hand, *those: DeskPerson) -> DeskPerson:
    taken = {person.handle for person in those}
    return hand.person([handle for handle in [*STRANGERS, *STRANGERS, *AES, *SDRS] if handle not in taken])


def _posted(slack: Sandbox, reader: DeskPerson, blocks: list[Json]) -> str:
    token = slack.workspace.config.app.bot_token
    answer = httpx.post(
        f"{slack.api_url}chat.postMessage",
        json={"channel": slack_id(reader.handle), "text": "Look at this", "blocks": blocks},
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=12,
    )
    return str(answer.json()["ts"])


def _quietly(move: Callable[[], object]) -> None:
    try:
        move()
    except (AssertionError, LookupError, httpx.HTTPError):
        return  # the button has gone: somebody was first
