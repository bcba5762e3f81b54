"""The languages that an introduction can be written in, and how a day and a time are said in each."""

from datetime import date, datetime
from enum import StrEnum

from babel.dates import format_date, format_datetime, get_timezone_gmt, get_timezone_location

from app.domain.timetable import utc
from app.domain.workhours import zone_of


class Language(StrEnum):
    """A language, by its ISO 639-1 code."""

    EN = "en"
    DE = "de"
    FR = "fr"
    ES = "es"
    PT = "pt"
    JA = "ja"

    @property
    def own_name(self) -> str:
        """Give what its speakers call it."""
        return OWN_NAMES[self]


OWN_NAMES = {
    Language.EN: "English",
    Language.DE: "Deutsch",
    Language.FR: "Français",
    Language.ES: "Español",
    Language.PT: "Português",
    Language.JA: "日本語",
}
# A day without its year: what is proposed is never far away.
DAYS = {
    Language.EN: "EEEE, MMMM d",
    Language.DE: "EEEE, d. MMMM",
    Language.FR: "EEEE d MMMM",
    Language.ES: "EEEE, d 'de' MMMM",
    Language.PT: "EEEE, d 'de' MMMM",
    Language.JA: "M月d日（E）",
}
FIRST_OF_A_MONTH = {Language.FR: "EEEE d'er' MMMM"}
TIMES = {
    Language.EN: "{day}, h:mm a",
    Language.DE: "{day}, H:mm 'Uhr'",
    Language.FR: "{day} 'à' H'h'mm",
    Language.ES: "{day}, H:mm 'h'",
    Language.PT: "{day}, H:mm",
    Language.JA: "{day}H:mm",
}
PLACES = {
    Language.EN: "{city} time",
    Language.DE: "Ortszeit {city}",
    Language.FR: "heure locale\u00a0: {city}",
    Language.ES: "hora local: {city}",
    Language.PT: "hora local: {city}",
    Language.JA: "現地時間：{city}",
}


def say_day(day: date, language: Language) -> str:
    """Say a day of the calendar, without its year: “Thursday, December 3”."""
    return format_date(day, _day(day, language), locale=language.value)


def say_moment(at: datetime, zone: str, language: Language) -> str:
    """Say an aware moment as it is in a zone: “Thursday, December 3, 10:00 AM (Berlin time)”.

    The zone is told by its city, since names such as “Mountain Time” leave an hour open (Phoenix keeps
    another time than Denver in summer). An unknown zone is UTC, and says so.
    """
    there = utc(at).astimezone(zone_of(zone))
    pattern = TIMES[language].format(day=_day(there, language))
    moment = format_datetime(there, pattern, tzinfo=there.tzinfo, locale=language.value)
    where = _where(there, language)
    return f"{moment}（{where}）" if language is Language.JA else f"{moment} ({where})"


def _day(day: date, language: Language) -> str:
    special = FIRST_OF_A_MONTH.get(language) if day.day == 1 else None
    return special or DAYS[language]


def _where(there: datetime, language: Language) -> str:
    zone = str(there.tzinfo)
    if "/" not in zone or zone.startswith("Etc/"):  # no city's: “Etc/GMT+5” is even five hours behind
        return get_timezone_gmt(there, locale="en")
    city = get_timezone_location(there, locale=language.value, return_city=True)
    return PLACES[language].format(city=city)
