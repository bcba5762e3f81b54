"""Whom the digest thanks."""

from app.domain.counted import Spread
from app.domain.thanks import Thanks, thanks
from tests.cast import ANNA, BEN, PRIYA, SAM, YUKI

TIMES = {ANNA: Spread.of([600] * 12), BEN: Spread.of([900] * 10), YUKI: Spread.of([60] * 9)}
RATINGS = {SAM: (10, 4.0), PRIYA: (20, 3.0)}


def test_the_fastest_and_the_best_rated_of_those_with_ten_are_thanked() -> None:
    assert thanks(TIMES, RATINGS, []) == Thanks(ANNA, 600, 12, SAM, 4.0, 10)


def test_whoever_does_not_want_it_is_not_named_and_nobody_takes_her_place() -> None:
    assert thanks(TIMES, RATINGS, {ANNA, SAM}).people == set()
    assert thanks(TIMES, RATINGS, {BEN, PRIYA}).people == {ANNA, SAM}


def test_nobody_is_the_first_of_one() -> None:
    assert thanks({ANNA: TIMES[ANNA], YUKI: TIMES[YUKI]}, {SAM: RATINGS[SAM]}, []) == Thanks()
