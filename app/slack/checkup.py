"""What `handoff doctor` asks Slack: the token, what is granted, the policy's people and channels."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.policy import Policy
from app.slack.calls import why
from app.slack.directory import NOBODY, UNREACHABLE, user_named
from app.slack.sending import channels

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
GRANT = "add them under “OAuth & Permissions” (manifest.yml has the list) and install the app anew"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what it is, and what to do about it ("" when it is well)."""

    what: str
    to_do: str = ""


def to_do(client: WebClient, policy: Policy) -> list[str]:
    """List what is to be put right, each with what it is about: for an admin who reads it on Home."""
    return [f"{check.what}: {check.to_do}" for check in slack(client, policy) if check.to_do]


def slack(client: WebClient, policy: Policy) -> Iterator[Check]:
    """Look at all that needs Slack; stops early when Slack does not answer."""
    try:
        answer = client.auth_test()
        yield Check(f"Slack token: {answer.get('team')} as @{answer.get('user')}")
        yield from scopes(answer.headers)
        yield from _people(client, policy)
        yield from _channels(client, policy)
    except UNREACHABLE as error:
        said = why(error)
        refused = isinstance(error, SlackApiError) and said != "ratelimited"
        advice = "copy SLACK_BOT_TOKEN anew from “OAuth & Permissions”" if refused else "try again later"
        yield Check("Slack", f"Slack does not answer as it should ({said}): {advice}")


def wanted_scopes() -> list[str]:
    """List the scopes that the manifest asks for."""
    part = MANIFEST.read_text("utf-8").partition("    bot:\n")[2].partition("settings:")[0]
    return re.findall(r"^ +- ([\w:.]+)", part, re.MULTILINE)


def scopes(headers: Mapping[str, Any] | None) -> Iterator[Check]:
    """Compare what is granted, as the headers of Slack's answers say, with what the manifest asks for."""
    told = {name.lower(): value for name, value in (headers or {}).items()}.get("x-oauth-scopes")
    if not told:
        return  # not every Slack-compatible server says
    have = {scope.strip() for scope in str(told).split(",")}
    missing = [scope for scope in wanted_scopes() if scope not in have]
    yield Check("scopes", f"the app lacks {', '.join(missing)}: {GRANT}" if missing else "")


def _people(client: WebClient, policy: Policy) -> Iterator[Check]:
    references = sorted(policy.ids() | set(policy.emails()))
    strange = 0
    for reference in references:
        if problem := _problem(client, reference):
            strange += 1
            yield Check(f"person {reference}", problem)
    if references and not strange:
        yield Check(f"people: Slack knows all {len(references)} of the policy")


def _problem(client: WebClient, reference: str) -> str:
    try:
        user = user_named(client, reference)
    except SlackApiError as error:
        if why(error) not in NOBODY:
            raise
        return "Slack knows nobody like that: correct the address in the policy, or invite her"
    if user.get("deleted"):
        return "her account is deactivated: take her out of the policy"
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_bot"):
        return "this is a guest or a bot, who can take no part: take it out of the policy"
    return ""


def _channels(client: WebClient, policy: Policy) -> Iterator[Check]:
    """Look for every channel that the policy names."""
    named = {"digest.channel": policy.digest.channel}
    named |= {f"pool.{pool.name}.channel": pool.channel for pool in policy.pool}
    rungs = [(n, rung.who) for n, rung in enumerate(policy.sla.ladder, 1) if rung.who.startswith("#")]
    named |= {f"sla.ladder.{n}.who": who for n, who in rungs}
    wanted = {key: name for key, name in named.items() if name}
    there_are = channels(client.conversations_list) if wanted else ()
    known = {channel["name"]: channel["id"] for channel in there_are}
    for key, name in wanted.items():
        there = name.removeprefix("#") in known if name.startswith("#") else name in known.values()
        right = "make it, or invite the app to it if it is private, or correct its name"
        yield Check(f"channel {name} ({key})", "" if there else f"the app sees no such channel: {right}")
