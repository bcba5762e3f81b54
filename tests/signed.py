"""Requests that Slack signs but no client shows: a click on an old card, or one in somebody else's name."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox import actions, payloads, shown
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from sandbox.driver_modal import Home, Modal
from sandbox.messages import Message as Posted
from sandbox.server import Sandbox
from sandbox.signed_http import signature

Json = dict[str, Any]


def click(
    slack: Sandbox, person: DeskPerson, seen: Message, button: str, *, value: str | None = None
) -> httpx.Response:
    """Press a button of a message as it read when it was seen, in a person's own direct message with us."""
    block, element = shown.button(seen.blocks, button)
    return post(slack, _on_message(slack, person, seen, block, _valued(element, value)))


def pick(slack: Sandbox, person: DeskPerson, seen: Message, menu: str, picked: Json) -> httpx.Response:
    """Pick in a menu of a message as it read when it was seen."""
    block, element = shown.menu(seen.blocks, menu)
    return post(slack, _on_message(slack, person, seen, block, element, picked))


def click_at_home(slack: Sandbox, person: DeskPerson, home: Home, button: str) -> httpx.Response:
    """Press a button of somebody's Home tab."""
    ws = slack.workspace
    block, element = shown.button(home.view["blocks"], button)
    view = replace(ws.views.homes[home.person.id], user=person.id)
    action = payloads.action(element, block, ws.timestamps.next(), {})
    return post(slack, payloads.block_action_in_view(ws, ws.people[person.id], view, action))


def submit(slack: Sandbox, person: DeskPerson, modal: Modal, *, private: str | None = None) -> httpx.Response:
    """Submit a modal as it was filled in, in a person's name, whoever has it open."""
    ws = slack.workspace
    opened = ws.views.find(view_id=modal.id)
    assert opened is not None
    content = opened.content if private is None else {**opened.content, "private_metadata": private}
    view = replace(opened, user=person.id, content=content, entered={})
    actions.remember(ws, view, modal._entered)
    return post(slack, payloads.view_submission(ws, ws.people[person.id], view))


def post(slack: Sandbox, payload: Json) -> httpx.Response:
    """Bring a payload to the bot as Slack does."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    headers |= signature(slack.workspace.config.app.signing_secret, body)
    url = slack.workspace.request_url
    return httpx.post(
        url, content=body, headers=headers, trust_env=False, verify=False
    )  # no certificates to load


def _on_message(
    slack: Sandbox, person: DeskPerson, seen: Message, block: Json, element: Json, picked: Json | None = None
) -> Json:
    ws = slack.workspace
    message = Posted(seen.ts, seen.user, seen.text, seen.blocks, thread_ts=seen.thread_ts)
    action = payloads.action(element, block, ws.timestamps.next(), picked or {})
    return payloads.block_action_on_message(ws, ws.people[person.id], ws.app_dm(person.id), message, action)


def _valued(element: Json, value: str | None) -> Json:
    return element if value is None else {**element, "value": value}


def typed(slack: Sandbox, person: DeskPerson, modal: Modal, label: str, text: str, *, at: float) -> Json:
    """What Slack tells of a keystroke in a form, whoever has it open; `at` is when it was (Unix seconds)."""
    ws = slack.workspace
    opened = ws.views.find(view_id=modal.id)
    assert opened is not None
    block = modal._input(label)
    view = replace(opened, user=person.id, entered={})
    view = replace(view, content={**modal.view})
    entry = {"type": "plain_text_input", "value": text}
    view.entered[block["block_id"]] = {block["element"]["action_id"]: entry}
    action = payloads.action(block["element"], block, str(at), {"value": text})
    return payloads.block_action_in_view(ws, ws.people[person.id], view, action)
