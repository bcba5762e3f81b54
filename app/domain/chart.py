"""A picture of numbers before it is drawn: as Slack's chart, as a table, as pixels, or in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """Bars: for each category one of each series. Every series has a value for every category."""

    title: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float]]

    @property
    def top(self) -> float:
        """Give the highest value, 0 without any."""
        return max((value for values in self.series.values() for value in values), default=0)

    def in_words(self) -> str:
        """Say what the picture says, for whoever does not see it."""
        said = [
            f"{name}: "
            + ", ".join(f"{value:g} {what}" for what, value in zip(self.categories, values, strict=True))
            for name, values in self.series.items()
        ]
        return f"{self.title}. {'; '.join(said)}."
