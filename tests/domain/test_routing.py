"""Who gets a handoff when the SDR says "choose for me"."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.routing import least_loaded


def test_whoever_has_the_fewest_open_handoffs_gets_it_and_people_may_read_why() -> None:
    choice = least_loaded(["anna", "ben", "yuki"], {"anna": 2, "ben": 1, "yuki": 3})
    assert choice is not None
    assert (choice.ae, choice.why) == ("ben", "fewest open handoffs of 3 AEs (1 before this one)")


def test_whoever_has_none_at_all_comes_before_whoever_has_one() -> None:
    choice = least_loaded(["anna", "ben"], {"anna": 1})
    assert choice is not None
    assert (choice.ae, choice.why) == ("ben", "fewest open handoffs of 2 AEs (0 before this one)")


def test_a_tie_goes_to_whom_the_policy_names_first() -> None:
    choice = least_loaded(["yuki", "anna"], {})
    assert choice is not None
    assert choice.ae == "yuki"


def test_without_an_ae_there_is_nobody_to_choose() -> None:
    assert least_loaded([], {"anna": 0}) is None


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=1), st.integers(1, 40))
def test_loads_even_out(load: dict[str, int], arrivals: int) -> None:
    before = max(load.values())
    for _ in range(arrivals):
        choice = least_loaded(sorted(load), load)
        assert choice is not None
        load[choice.ae] += 1
    assert max(load.values()) - min(load.values()) <= 1 or max(load.values()) == before
