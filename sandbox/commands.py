"""A person types a command, uses a shortcut, opens the Home tab or writes a message."""

import re
from typing import Literal

from sandbox import events, files, payloads, response_urls, rich_text
from sandbox.deliver import Courier
from sandbox.files import File
from sandbox.messages import Channel, Message
from sandbox.outcome import Outcome
from sandbox.people import Person
from sandbox.wire import ControlError, Json, SlackError, object_or_none
from sandbox.workspace import ResponseUrl, Workspace


async def type_command(courier: Courier, person: Person, channel: Channel, line: str) -> Json:
    ws = courier.ws
    name, _, text = line.strip().partition(" ")
    command = ws.config.manifest.command(name) if ws.installed else None
    if command is None:
        ws.ephemeral_from_slackbot(channel, person.id, f"`{name}` is not a valid command.")
        raise ControlError("unknown_command")
    text = mentions_escaped(ws, text.strip()) if command.should_escape else text.strip()
    payload = payloads.slash_command(ws, person, channel, command, text)
    outcome = await courier.deliver("slash_commands", payload)
    if outcome.ok:
        _show_answer(ws, person, channel, line, outcome)
    else:
        said = f'{command.command} failed with the error "{outcome.error}"'
        ws.ephemeral_from_slackbot(channel, person.id, said)
    return outcome.as_json()


def _show_answer(ws: Workspace, person: Person, channel: Channel, line: str, outcome: Outcome) -> None:
    """The ack's body, as plain text or as a message; nothing when it is empty."""
    if not outcome.body.strip():
        return
    given = object_or_none(outcome.body)
    given = {"text": outcome.body} if given is None else given
    if not given:
        return
    if given.get("response_type") == "in_channel":
        ws.post(channel, Message(ts=ws.timestamps.next(), user=person.id, text=line))
    try:
        response_urls.apply(ws, ResponseUrl(person.id, channel.id, expires=0), given)
    except SlackError as error:
        ws.ephemeral_from_slackbot(
            channel, person.id, f'{line.split()[0]} failed with the error "{error.error}"'
        )


async def use_shortcut(
    courier: Courier, person: Person, callback_id: str, on: tuple[Channel, Message] | None
) -> Json:
    ws = courier.ws
    shortcut = ws.config.manifest.shortcut(callback_id)
    if shortcut is None:
        raise ControlError(f"no such shortcut: {callback_id}")
    if (shortcut.type == "message") != (on is not None):
        raise ControlError(f"{callback_id} is a {shortcut.type} shortcut")
    if on is None:
        payload = payloads.shortcut(ws, person, callback_id)
    else:
        payload = payloads.message_action(ws, person, on[0], on[1], callback_id)
    outcome = await courier.deliver("interactive", payload)
    notice(ws, person, outcome, shortcut.name)
    return outcome.as_json()


async def open_home(courier: Courier, person: Person, tab: Literal["home", "messages"]) -> Json:
    ws = courier.ws
    if tab == "home" and not ws.config.manifest.home_tab:
        raise ControlError("the Home tab is not enabled in the manifest")
    if "app_home_opened" not in ws.config.manifest.events:
        return {"ok": True, "status": 0, "ack_ms": 0, "timed_out": False}
    outcome = await courier.deliver_event(events.home_opened(ws, person, tab))
    return outcome.as_json()


def write(
    ws: Workspace,
    person: Person,
    channel: Channel,
    text: str,
    thread_ts: str | None,
    *,
    file: File | None = None,
) -> Message:
    if ws.bot.id in channel.members and channel.kind == "im" and ws.config.manifest.messages_tab_read_only:
        raise ControlError("sending messages to this app has been turned off")
    if channel.archived:
        raise ControlError("is_archived")
    stored = mentions_escaped(ws, _escaped(text))
    message = Message(
        ts=ws.timestamps.next(),
        user=person.id,
        text=stored,
        blocks=[rich_text.of(stored, ws.ids.block())] if stored else None,
        thread_ts=thread_ts,
        client_msg_id=ws.ids.uuid(),
    )
    if file:
        files.share(ws, channel, message, [file])
    ws.post(channel, message)
    events.message_posted(ws, channel, message)
    return message


def mentions_escaped(ws: Workspace, text: str) -> str:
    """@handle and #channel, as the client sends them when the person picks from its suggestions."""

    def person(match: re.Match[str]) -> str:
        found = ws.by_handle(match[1])
        return f"<@{found.id}>" if found else match[0]

    def channel(match: re.Match[str]) -> str:
        found = ws.channel_named(match[1])
        return f"<#{found.id}|{found.name}>" if found else match[0]

    text = re.sub(r"(?<![\w<])@([\w.-]+)", person, text)
    return re.sub(r"(?<![\w<])#([\w-]+)", channel, text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def notice(ws: Workspace, person: Person, outcome: Outcome, what: str) -> None:
    """What Slack's client shows beside the thing pressed; gone with the next success."""
    if outcome.ok:
        ws.notices.pop(person.id, None)
    elif outcome.timed_out:
        ws.notices[person.id] = f"{what}: this app did not respond in time."
    else:
        ws.notices[person.id] = f"{what}: this app responded with an error."
    ws.live.changed(people=[person.id])
