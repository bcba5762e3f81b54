"""The facts a joint introduction needs: all that may leave the house, and nothing else.

Objections, tone, budget, criteria and notes have no field here, so no template can print them.
"""

from dataclasses import dataclass

from app.domain.draft import one_line
from app.domain.package import Package, clip

QUOTE = 1000  # characters of a field that go into the draft; the whole draft must fit a Slack text input


@dataclass(frozen=True)
class IntroFacts:
    """What a template may say to the prospect."""

    contact: str  # first contact's name
    company: str
    sdr: str
    ae: str
    use_case: str
    next_step: str


def facts(package: Package, *, sdr: str, ae: str) -> IntroFacts:
    """Take from a package what may be said to the prospect; `sdr` and `ae` are names."""
    return IntroFacts(
        contact=one_line(package.contacts[0].name),
        company=one_line(package.company),
        sdr=one_line(sdr),
        ae=one_line(ae),
        use_case=clip(package.answer("use_case"), QUOTE),
        next_step=clip(package.answer("next_step"), QUOTE),
    )
