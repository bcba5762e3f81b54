"""The page in a real browser: what somebody who tries the demo sees and does."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.office import PACKAGE, Office, open_office

STEPS = (
    ("Company", "Website", "Contact name", "Contact email", "Contact role", "AE"),
    (
        *("Company background", "Discovery notes", "Pain points", "Use case", "Objections"),
        *("Product-fit signals", "Tone and intent", "Agreed next step"),
    ),
    ("Budget", "Authority", "Need", "Timeline", "AE-ready checks"),
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(f"sqlite:///{tmp_path}/handoff.db") as opened:
        opened.bot.courier.start()
        opened.bot.clock.start()
        yield opened


def visit(browser: Browser, office: Office, who: str, place: str = "app") -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{office.slack.url}/?as={who}&channel={place}")
    return page


def fill_in(page: Page, company: str) -> None:
    """Type the package of a company into the form as a person does, by its labels."""
    for step, labels in enumerate(STEPS, start=1):
        form = page.get_by_role("dialog", name=f"Hand off · {step} of 3")
        expect(form.get_by_role("textbox", name=labels[0], exact=True)).to_be_visible()
        for label in labels:
            _fill_one(form, label, company)
        form.get_by_role("button", name="Hand off" if step == len(STEPS) else "Next", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def _fill_one(form: Locator, label: str, company: str) -> None:
    value = PACKAGE[label]
    if isinstance(value, str):
        value = value.replace("acme.example", f"{company.lower()}.example")
    if label == "AE":
        choice = form.get_by_role("combobox", name="AE")
        anna = choice.get_by_role("option", name="Anna Keller").get_attribute("value")
        choice.select_option(anna)
    elif isinstance(value, list):
        for check in value:
            form.get_by_role("checkbox", name=check).check()
    elif label != "Company":
        form.get_by_role("textbox", name=label, exact=True).fill(str(value))


@pytest.mark.timeout(120)
def test_from_typing_handoff_to_the_draft_and_on_to_nudge_escalation_and_digest(
    browser: Browser, office: Office
) -> None:
    sam = visit(browser, office, "sam", "sales-handoffs")
    for company in ("Acme", "Globex"):
        box = sam.get_by_label("Message", exact=True)
        box.fill(f"/handoff {company}")
        box.press("Enter")
        form = sam.get_by_role("dialog", name="Hand off · 1 of 3")
        expect(form.get_by_role("textbox", name="Company", exact=True)).to_have_value(company)
        fill_in(sam, company)

    anna = visit(browser, office, "anna")
    expect(anna.get_by_role("button", name="Accept")).to_have_count(2)
    anna.get_by_role("button", name="Accept").first.click()
    form = anna.get_by_role("dialog", name="Accept handoff")
    form.get_by_role("button", name="Accept", exact=True).click()
    expect(form).to_be_hidden()
    expect(anna.get_by_text("Acme: our next step, together with Anna Keller").first).to_be_visible()
    expect(anna.get_by_role("link", name="Gmail")).to_have_attribute(
        "href", re.compile("^https://mail.google.com/")
    )
    sam.goto(f"{office.slack.url}/?as=sam&channel=app")
    expect(sam.get_by_text("Acme: our next step, together with Anna Keller").first).to_be_visible()

    for _ in range(2):
        anna.get_by_role("button", name="+1 h").click()
    expect(anna.get_by_text("waits for your answer").first).to_be_visible(timeout=10_000)

    for _ in range(4):
        anna.get_by_role("button", name="+1 h").click()
    maria = visit(browser, office, "maria")
    expect(maria.get_by_text("Globex (#2) has stalled")).to_be_visible(timeout=10_000)
    for button in ("Reassign", "Extend", "Take it"):
        expect(maria.get_by_role("button", name=button)).to_be_visible()

    maria.get_by_role("button", name="Next digest").click()
    maria.goto(f"{office.slack.url}/?as=maria&channel=sales-handoffs")
    expect(maria.get_by_text("2 handed off").first).to_be_visible(timeout=15_000)
    expect(maria.get_by_text("Stalled right now")).to_be_visible()


def test_no_button_of_the_header_covers_another(browser: Browser, office: Office) -> None:
    page = visit(browser, office, "ben")
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        header = page.get_by_role("banner")
        expect(header.get_by_text("New York, GMT-5")).to_be_visible()  # the longest of the demo's zones
        buttons = [one for one in header.get_by_role("button").all() if one.is_visible()]
        assert len(buttons) >= 3
        for one, other in combinations(buttons, 2):
            assert not _overlap(one, other), f"{one.inner_text()} and {other.inner_text()} at {width} px"
    header.get_by_role("button", name="Workspace time").click()
    expect(header.get_by_role("button", name="Next digest")).to_be_visible()


def _overlap(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    above = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    return not beside and not above
