"""One suggestion from somebody's last ten: what came up most, the most telling first, and no chance finds."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.suggestion import LAST, Past, Suggestion, What, suggest
from tests.examples import examples

GOOD = Past()
NO_BUDGET = Past(rejected=True, lacked=["budget"], reason="thin_package")
TOO_SMALL = Past(rejected=True, reason="not_a_fit")


def test_it_names_the_criterion_that_her_rejected_ones_lacked() -> None:
    assert suggest([NO_BUDGET, GOOD, NO_BUDGET]) == Suggestion(What.CRITERION, "budget", 2, 3)
    accepted = Past(lacked=["budget"])  # it did not stop anybody
    assert suggest([NO_BUDGET, accepted, accepted]) is None


def test_what_happened_once_is_chance() -> None:
    assert suggest([]) is suggest([GOOD] * 10) is suggest([NO_BUDGET, TOO_SMALL, GOOD]) is None


def test_the_fields_that_owners_ticked_count_and_a_reason_where_no_criterion_was_named() -> None:
    ticked = Past(missing=["timeline"], wrong=["contact_email"])
    assert suggest([ticked, ticked]) == Suggestion(What.MISSING, "timeline", 2, 2)
    wrong = Past(wrong=["contact_email"])
    assert suggest([ticked, wrong]) == Suggestion(What.WRONG, "contact_email", 2, 2)
    assert suggest([TOO_SMALL, TOO_SMALL]) == Suggestion(What.REASON, "not_a_fit", 2, 2)


def test_what_came_up_most_often_counts_and_of_equals_the_more_telling_one() -> None:
    late = Past(missing=["timeline"])
    assert suggest([NO_BUDGET, NO_BUDGET, late, late, late]) == Suggestion(What.MISSING, "timeline", 3, 5)
    assert suggest([late, late, NO_BUDGET, NO_BUDGET]) == Suggestion(What.CRITERION, "budget", 2, 4)


NAMES = st.lists(st.sampled_from(["budget", "need", "notes"]), max_size=4)
PASTS = st.builds(
    Past,
    rejected=st.booleans(),
    lacked=NAMES,
    reason=st.sampled_from(["", "not_a_fit"]),
    wrong=NAMES,
    missing=NAMES,
)


@examples(100)
@given(st.lists(PASTS, max_size=14))
def test_it_never_counts_more_than_there_were_nor_looks_further_back_than_ten(past: list[Past]) -> None:
    found = suggest(past)
    assert found == suggest(past[:LAST])
    if found:
        assert 2 <= found.count <= found.of <= LAST
