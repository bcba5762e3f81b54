"""The reasons and sources that people choose from: code = what they read. The figures count codes."""

from collections.abc import Iterator

from app.policy.parts import Reasons

REJECTIONS = {
    "not_a_fit": "Not a fit",
    "thin_package": "Package too thin",
    "wrong_person": "Wrong person or no authority",
    "bad_timing": "Bad timing",
    "duplicate": "Already in the pipeline",
    "wrong_territory": "Not my territory",
    "no_capacity": "No capacity now",
    "other": "Something else",
}
LOSSES = {
    "price": "Price",
    "competitor": "Chose a competitor",
    "no_decision": "No decision",
    "silent": "Went silent",
    "other": "Something else",
}
RECYCLINGS = {
    "no_response": "No response",
    "not_now": "Not now, maybe later",
    "no_budget": "No budget this year",
    "other": "Something else",
}
SOURCES = {
    "inbound": "Inbound",
    "outbound": "Outbound",
    "event": "Event",
    "referral": "Referral",
    "partner": "Partner",
}


def check_reasons(name: str, reasons: Reasons) -> Iterator[str]:
    """Hold reasons or sources to what a Slack select takes: 100 options, codes and labels not too long."""
    if not 1 <= len(reasons) <= 100:
        yield f"{name}: give 1 to 100 {name.rpartition('_')[2]}"
    for code, label in reasons.items():
        if not (1 <= len(code) <= 40 and 1 <= len(label) <= 75):
            yield f"{name}.{code}: a code has 1 to 40 characters and its label 1 to 75"
