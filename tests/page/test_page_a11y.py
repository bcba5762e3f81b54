"""The page for people who use the keyboard, a screen reader, a phone, or the dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Shop, Visits

HERE = Path(__file__).parent
PHONE = {"width": 390, "height": 844}
MOST_TABS = 60


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab do not reach {wanted}")


def test_with_the_keyboard_alone_from_the_composer_to_the_submitted_form(shop: Shop, visit: Visits) -> None:
    page = visit()
    composer = page.get_by_label("Message", exact=True)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, composer)
    page.keyboard.type("/order tea")
    page.keyboard.press("Enter")

    form = page.get_by_role("dialog", name="Order")
    expect(form.get_by_role("textbox", name="What")).to_be_focused()
    tab_to(page, form.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    whom = form.get_by_role("combobox", name="For whom")
    expect(whom).to_be_focused()  # it is required: the error leads there
    expect(whom).to_have_accessible_description("Please complete this required field.")
    page.keyboard.press("Space")
    page.keyboard.type("Anna")
    page.keyboard.press("Enter")
    expect(whom).to_have_value("U0ANNA")
    tab_to(page, form.get_by_role("checkbox", name="Milk"))
    page.keyboard.press("Space")
    tab_to(page, form.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")

    expect(form).to_be_hidden()
    expect(composer).to_be_focused()
    shop.desk.as_user("anna").sees("tea with milk")


def test_escape_closes_what_is_on_top_and_the_focus_goes_back(shop: Shop, visit: Visits) -> None:
    page = visit()
    composer = page.get_by_label("Message", exact=True)
    composer.focus()
    page.keyboard.type("/order tea")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Order")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(composer).to_be_focused()
    assert shop.desk.as_user("sam").modal() is None

    bolt = page.get_by_role("button", name="Shortcuts")
    tab_to(page, bolt)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Order a thing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bolt).to_be_focused()


def test_every_screen_of_a_phone_fits_and_has_a_main_part_with_a_heading(shop: Shop, visit: Visits) -> None:
    parent = str(shop.client.chat_postMessage(channel="C0HANDOFF", text="tea", blocks=[])["ts"])
    shop.client.chat_postMessage(channel="C0HANDOFF", text="with milk", thread_ts=parent)
    page = visit("", **PHONE)
    for leads_on, heading in (
        (None, "Conversations"),
        (page.get_by_role("link", name="sales-handoffs"), "sales-handoffs"),
        (page.get_by_role("button", name="1 reply"), "Thread"),
        (page.get_by_role("button", name="Close thread"), "sales-handoffs"),
        (page.get_by_role("button", name="All conversations"), "Conversations"),
    ):
        if leads_on:
            leads_on.click()
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_stand_out(shop: Shop, visit: Visits, theme: str) -> None:
    contrast = (HERE / "contrast.js").read_text("utf-8")
    shop.desk.as_user("sam").writes("look at <this>, `code` and @anna", "sales-handoffs")
    shop.desk.as_user("sam").types("/order nothing", channel="sales-handoffs")
    page = visit(f"channel=sales-handoffs&theme={theme}&inspector=faults")
    form = page.get_by_role("dialog", name="Order")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    assert form.evaluate(contrast) == []
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    page.get_by_role("button", name="to app").first.click()  # unfolds the request and its answer
    expect(page.get_by_role("heading", name="Response")).to_be_visible()
    for part in ("header.topbar", ".places", "#middle", "#inspector"):
        assert page.locator(part).evaluate(contrast) == [], part
