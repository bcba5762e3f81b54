"""Draws a chart as a PNG, where Slack draws none, on a ground of its own: for light and dark themes."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.chart import Chart

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"  # its licence lies beside it
WIDTH, HEIGHT = 1200, 640  # twice what a phone shows, for it is dense
MARGIN, HEAD, FOOT = 48, 130, 70
GROUND, FRAME, LINE, TEXT, MUTED = "#ffffff", "#d8d5ce", "#e9e6df", "#1e1d1a", "#66635b"
PAINTS = ("#1f6fb2", "#e2b06f", "#14795a", "#8a3ea3", "#a3821a", "#5d646b")
SHARE_OF_ROOM = 0.72  # that the bars of one category take


def png(chart: Chart) -> bytes:
    """Draw bars with their numbers on top."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=FRAME, width=2)
    pen.text((MARGIN, 30), chart.title, TEXT, _font(34))
    _legend(pen, list(chart.series))
    pen.line((MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT), LINE, 3)
    room = (WIDTH - 2 * MARGIN) / max(len(chart.categories), 1)
    for place, category in enumerate(chart.categories):
        left = MARGIN + place * room
        _bars(pen, chart, place, left, room)
        pen.text((left + room / 2, HEIGHT - FOOT + 14), category, MUTED, _fitting(pen, category, room), "ma")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _bars(pen: ImageDraw.ImageDraw, chart: Chart, place: int, left: float, room: float) -> None:
    each = room * SHARE_OF_ROOM / max(len(chart.series), 1)
    start = left + room * (1 - SHARE_OF_ROOM) / 2
    for number, values in enumerate(chart.series.values()):
        tall = (HEIGHT - FOOT - HEAD) * (max(values[place], 0) / chart.top if chart.top else 0)
        box = (start + number * each, HEIGHT - FOOT - tall, start + (number + 1) * each - 4, HEIGHT - FOOT)
        pen.rectangle(box, PAINTS[number % len(PAINTS)])
        pen.text(((box[0] + box[2]) / 2, box[1] - 6), f"{values[place]:g}", TEXT, _font(22), "md")


def _legend(pen: ImageDraw.ImageDraw, names: Sequence[str]) -> None:
    right = float(WIDTH - MARGIN)
    for number in reversed(range(len(names))):
        right -= pen.textlength(names[number], _font(24))
        pen.text((right, 36), names[number], MUTED, _font(24))
        right -= 32
        pen.rectangle((right, 42, right + 20, 62), PAINTS[number % len(PAINTS)])
        right -= 28


def _fitting(pen: ImageDraw.ImageDraw, text: str, room: float) -> ImageFont.FreeTypeFont:
    """Give the largest font in which a text fits into its room, down to a small one."""
    sizes = (24, 22, 20, 18, 16, 14)
    fits = (size for size in sizes if pen.textlength(text, _font(size)) <= room - 8)
    return _font(next(fits, sizes[-1]))


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
