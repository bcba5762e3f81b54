"""What happens on the page before the workspace has answered for the first time."""

from playwright.sync_api import Browser, Route, expect

from tests.page.conftest import Shop


def test_nothing_can_be_typed_and_lost_before_the_place_is_known(browser: Browser, shop: Shop) -> None:
    held: list[Route] = []
    with browser.new_page() as page:
        page.route("**/_control/messages*", lambda route: held.append(route), times=1)
        page.goto(f"{shop.slack.url}/?as=sam&channel=sales-handoffs")
        box = page.get_by_label("Message", exact=True)
        expect(box).to_be_disabled()
        page.wait_for_timeout(300)
        (first,) = held
        first.continue_()
        box.fill("/order tea")
        expect(box).to_have_value("/order tea")
