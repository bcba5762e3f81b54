"""Ladders as the policy writes them."""

from collections.abc import Sequence


def rung(at: float | str, who: str, do: str, **more: str) -> str:
    """One rung."""
    written = f'"{at}"' if isinstance(at, str) else str(at)
    clock = f'clock = "{more["clock"]}"\n' if more else ""
    return f'[[sla.ladder]]\nat = {written}\nwho = "{who}"\ndo = "{do}"\n{clock}'


def ladder(nudge_at: Sequence[float] = (), escalate_at: Sequence[float] = ()) -> str:
    """Nudges of whoever must act, and calls of the next one up; empty for no rungs at all."""
    calls = [rung(at, "manager" if n == 0 else "next", "escalate") for n, at in enumerate(escalate_at)]
    return "".join([rung(at, "ae", "nudge") for at in nudge_at] + calls) or NONE


NONE = "ladder = []\n"  # belongs right under [sla]
PLAIN = ladder([0.5], [1.0, 1.5])  # which most tests climb
EVERY_SECOND = '[noise]\nper_day = 1000\napart = "1s"\n'


def stops_late(sla: str) -> str:
    """The keys of [sla], with a hard stop that is out of the way unless they say otherwise."""
    return sla if "hard_stop" in sla else f'hard_stop = "90d"\n{sla}'
