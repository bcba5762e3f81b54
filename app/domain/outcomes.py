"""What became of a handoff, as somebody types it: an amount, the day on which a lead comes back. Pure."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from app.domain.package import TOLD, WHO, Package

AMOUNT, RETURNS_ON = "amount", "returns_on"
WRONG, MISSING = "wrong", "missing"  # names of fields
GROUPED = re.compile(r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+")  # 50,000 in the ways of several countries
HIGHEST = 10**12
LONGEST = timedelta(days=365)
NO_AMOUNT = "Please give a whole number, such as 50000: no currency, no cents."
TOO_MUCH = "Please give 1 to 1,000,000,000,000."
NO_DAY = "Please choose a day after today, within a year."
NO_FIELD = "The package has no such field. Please open the form again."


def read_amount(text: str) -> int:
    """Read an amount in whole units as somebody types it: 50000, 50,000 or 50 000.

    Raises ValueError with the sentence to show.
    """
    digits = re.sub(r"\D", "", text) if GROUPED.fullmatch(text) else text
    if not re.fullmatch("[0-9]{1,20}", digits):
        raise ValueError(NO_AMOUNT)
    if not 1 <= int(digits) <= HIGHEST:
        raise ValueError(TOO_MUCH)
    return int(digits)


def read_return(text: str, today: date) -> date:
    """Read the day (ISO) on which a recycled lead is to come back; raises ValueError with the sentence."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(NO_DAY) from None
    if not today < day <= today + LONGEST:
        raise ValueError(NO_DAY)
    return day


def fields_of(package: Package) -> Mapping[str, str]:
    """Give the fields that a package could have held: name → label, in the order of the form."""
    judged = {one.name: one.label for one in package.readiness.judged}
    return {one.name: one.label for one in (*WHO, *TOLD)} | judged


def faults_of(package: Package, wrong: Collection[str], missing: Collection[str]) -> dict[str, str]:
    """Say, by field of the form, which of the named fields the package does not know."""
    known = fields_of(package)
    named = {WRONG: wrong, MISSING: missing}
    return {name: NO_FIELD for name, fields in named.items() if not set(fields) <= set(known)}
