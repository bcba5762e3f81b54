"""What somebody types of an outcome: amounts as people write them, and days on which a lead comes back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.outcomes import HIGHEST, NO_AMOUNT, NO_DAY, TOO_MUCH, read_amount, read_return
from tests.examples import examples

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("text", ["50000", "50,000", "50.000", "50 000", "50'000", "50\u202f000"])
def test_an_amount_is_read_as_people_of_several_countries_write_it(text: str) -> None:
    assert read_amount(text) == 50_000


@pytest.mark.parametrize(
    "text",
    ["", "50k", "€ 50000", "50000.00", "50,00", "-5", "1,0000", "５０", "five", "0x10", "1e5", "5_000"],
)
def test_what_is_no_whole_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="50000"):
        read_amount(text)
    assert "50000" in NO_AMOUNT


@pytest.mark.parametrize("text", ["0", str(HIGHEST + 1), "9" * 20])
def test_an_amount_has_its_limits(text: str) -> None:
    with pytest.raises(ValueError, match="1 to"):
        read_amount(text)
    assert "1 to" in TOO_MUCH


@examples(100)
@given(st.integers(1, HIGHEST))
def test_every_amount_is_read_as_it_is_shown(amount: int) -> None:
    assert read_amount(f"{amount:,}") == read_amount(str(amount)) == amount


def test_a_lead_comes_back_on_a_day_within_a_year() -> None:
    assert read_return("2026-11-24", TODAY) == TODAY + timedelta(days=1)
    assert read_return("2027-11-23", TODAY) == TODAY + timedelta(days=365)
    for text in ("2026-11-23", "2026-11-22", "2027-11-24", "9999-12-31", "tomorrow", "", "2026-02-30"):
        with pytest.raises(ValueError, match="within a year"):
            read_return(text, TODAY)
    assert "within a year" in NO_DAY
