"""The office of office.toml and policy.toml, as whoever judges the run knows it: read without the product."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
BOSS, ROLE = dict[str, str](), dict[str, str]()  # by Slack id
HANDLES = [one["handle"] for one in tomllib.loads((HERE / "office.toml").read_text("utf-8"))["person"]]
POLICY = tomllib.loads((HERE / "policy.toml").read_text("utf-8"))
CLOCKS = ("accept", "touch", "answer", "rule")
LIMIT = {clock: int(POLICY["sla"][f"{clock}_within"].removesuffix("s")) for clock in CLOCKS}  # seconds
NUDGE_AT, ESCALATE_AT = (
    [rung["at"] for rung in POLICY["sla"]["ladder"] if rung["do"] == do] for do in ("nudge", "escalate")
)


def slack_id(name: str) -> str:
    """Give somebody's Slack id by handle or address."""
    return f"U0{name.partition('@')[0].upper()}"


for entry in POLICY["person"]:
    person = slack_id(entry["email"])
    ROLE[person] = entry["role"]
    if "reports_to" in entry:
        BOSS[person] = slack_id(entry["reports_to"])


def handles(role: str) -> list[str]:
    """List those of one role who can sign in."""
    return [handle for handle in HANDLES if ROLE.get(slack_id(handle)) == role and handle != "dee"]


SDRS, AES, MANAGERS = handles("sdr"), handles("ae"), [*handles("manager"), *handles("director")]
STRANGERS = [handle for handle in HANDLES if slack_id(handle) not in ROLE]  # a guest and an outsider


def bosses(person: str) -> list[str]:
    """List who is above somebody (Slack ids), the nearest first."""
    above = BOSS.get(person)
    return [above, *bosses(above)] if above else []


def write_policy(file: Path, *, digest_in: float) -> datetime:
    """Write the policy with a digest that falls due in some seconds; gives the moment (UTC)."""
    moment = (datetime.now(UTC) + timedelta(seconds=digest_in)).replace(microsecond=0)
    when = f'day = "{moment:%A}"\ntime = "{moment:%H:%M:%S}"\nzone = "UTC"'
    digest = f'\n[digest]\nchannel = "#sales-handoffs"\n{when}\n'
    file.write_text((HERE / "policy.toml").read_text("utf-8") + digest, "utf-8")
    return moment
