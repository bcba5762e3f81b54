"""What the policy may write for a length of time, and what people read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.durations import parse_duration, say_duration


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2s", timedelta(seconds=2)),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("4h", timedelta(hours=4)),
        ("1d", timedelta(hours=24)),
        ("1h30m", timedelta(minutes=90)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        (" 4h ", timedelta(hours=4)),
    ],
)
def test_the_policy_writes_durations_like_this(written: str, meant: timedelta) -> None:
    assert parse_duration(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "0h",
        "0h0m",
        "-1h",
        "4",
        "h",
        "1.5h",
        "4 hours",
        "30m1h",
        "1h1h",
        "٤h",
        "9" * 30 + "d",
        4,
        None,
        True,
    ],
)
def test_anything_else_is_named_and_put_right(written: object) -> None:
    with pytest.raises(ValueError, match="is not a duration") as caught:
        parse_duration(written)
    shown = f"“{written}”" if isinstance(written, str) else repr(written)
    assert shown in str(caught.value)
    assert '"1h30m"' in str(caught.value)


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(), "0 s"),
        (timedelta(milliseconds=400), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(seconds=90), "1 min 30 s"),
        (timedelta(minutes=30), "30 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(hours=1, minutes=30, seconds=59), "1 h 30 min"),
        (timedelta(hours=1, seconds=59), "1 h"),
        (timedelta(days=2, hours=1), "49 h"),
        (-timedelta(minutes=5), "-5 min"),
    ],
)
def test_people_read_the_two_largest_units(duration: timedelta, said: str) -> None:
    assert say_duration(duration) == said


@given(st.integers(1, 60 * 24 * 400))
def test_what_is_said_can_be_written_again(minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    assert parse_duration(say_duration(duration).replace("min", "m").replace(" ", "")) == duration
