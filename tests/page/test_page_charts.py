"""Charts on the page: drawn for the eye, and the same numbers in a table for everybody else."""

from pathlib import Path

from playwright.sync_api import expect

from tests.page.conftest import Shop, Visits
from tests.sandbox.test_charts_and_tables import bars, pie

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")


def test_a_chart_has_a_name_a_legend_its_numbers_and_contrast_in_both_themes(
    shop: Shop, visit: Visits
) -> None:
    shop.client.chat_postMessage(channel="#sales-handoffs", text="figures", blocks=[bars(2, 3), pie(3, 1)])
    for theme in ("light", "dark"):
        page = visit(f"channel=sales-handoffs&theme={theme}", width=390)
        chart = page.locator(".block-data_visualization").first
        expect(chart.get_by_role("img", name="Handoffs")).to_be_visible()
        assert chart.locator("svg rect").count() == 6
        assert chart.locator(".chart-legend li").all_inner_texts() == ["series 0", "series 1"]
        chart.get_by_text("The numbers").click()
        expect(chart.get_by_role("row", name="week 2 1.5 2.5")).to_be_visible()
        assert page.locator(".block-data_visualization svg path").count() == 2
        assert chart.evaluate(CONTRAST) == []
        page.close()


def test_a_workspace_can_be_made_to_take_no_charts(shop: Shop, visit: Visits) -> None:
    page = visit("channel=sales-handoffs&inspector=faults")
    page.get_by_label("charts").check()
    shop.desk.wait_for(lambda: shop.desk.faults()["unknown_blocks"] == ["data_visualization"])
