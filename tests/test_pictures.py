"""The picture of a chart, and what it says to those who do not see it."""

from io import BytesIO

import pytest
from PIL import Image

from app import pictures
from app.domain.chart import Chart

FUNNEL = Chart(
    "From handed off to won", ["Handed off", "Accepted"], {"This week": [24, 15], "Before": [9, 0]}
)


def drawn(chart: Chart) -> Image.Image:
    image = Image.open(BytesIO(pictures.png(chart)))
    assert image.format == "PNG"
    return image


def height_of(image: Image.Image, paint: str, left: int, right: int) -> int:
    """How many rows between two columns have a colour."""
    wanted = tuple(int(paint[at : at + 2], 16) for at in (1, 3, 5))
    part = image.crop((left, 130, right, image.height - 71))
    pixels = part.load()
    assert pixels is not None
    return sum(any(pixels[x, y] == wanted for x in range(part.width)) for y in range(part.height))


def test_a_bar_is_as_high_as_its_number() -> None:
    image = drawn(FUNNEL)
    middle = image.width // 2
    first, second = (height_of(image, pictures.PAINTS[0], *part) for part in ((0, middle), (middle, 1200)))
    assert first > 400
    assert second / first == pytest.approx(15 / 24, abs=0.02)
    assert height_of(image, pictures.PAINTS[1], 0, middle) / first == pytest.approx(9 / 24, abs=0.02)


def test_nothing_and_long_names_can_be_drawn() -> None:
    drawn(Chart("Nothing", [], {}))
    drawn(Chart("Nothing", ["x" * 60], {"y" * 30: [0]}))


def test_it_says_what_it_shows() -> None:
    said = "From handed off to won. This week: 24 Handed off, 15 Accepted; Before: 9 Handed off, 0 Accepted."
    assert FUNNEL.in_words() == said


def test_it_is_a_picture_that_a_phone_loads_at_once() -> None:
    assert len(pictures.png(FUNNEL)) < 60_000
