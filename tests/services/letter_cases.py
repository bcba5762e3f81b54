"""The prospects whose letters are kept as they read, in tests/services/letters."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.domain.intro import IntroFacts
from app.domain.languages import Language, say_moment

FIRST = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
LINK = "https://calendar.northwind.example/anna-keller?length=30"


def moments(language: Language, zone: str, how_many: int) -> tuple[str, ...]:
    """Times on days that follow one another, as they are said."""
    return tuple(
        say_moment(FIRST + timedelta(days=day, hours=day), zone, language) for day in range(how_many)
    )


def cases(language: Language) -> Mapping[str, IntroFacts]:
    """What is known of each prospect, by what is special about them."""
    return {
        "Everything is known; times come before the link, after the agreed step": IntroFacts(
            *("Jane Doe", "Acme", "Sam Rivera", "Anna Keller"),
            use_case="Route inbound leads within the hour, without a second tool",
            next_step="A demo with the operations team",
            quotes=("We lose leads between two tools.", "Nobody knows who calls back."),
            times=moments(language, "America/New_York", 3),
            booking=LINK,
        ),
        "Nothing is known but names": IntroFacts("Jane Doe", "Acme", "Sam Rivera", "Anna Keller"),
        "Long names, and a booking link": IntroFacts(
            "Maria Magdalena Freifrau von Hohenfels-Zwiebelstein",
            "Donaudampfschifffahrtsgesellschaft für Güterverkehr und Logistik mbH & Co. KG",
            "Pablo Diego José Francisco de Paula Ruiz",
            "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
            use_case="One place for every request:\n- from the web form\n- from trade fairs\n- from partners",
            booking=LINK,
        ),
        "Short names, and the agreed step": IntroFacts(
            *("Bo", "X", "Al", "Li"), next_step="Send the security questionnaire by Friday"
        ),
        "Japanese names, and one time": IntroFacts(
            *("山田 太郎", "株式会社山田製作所", "佐藤 花子", "森 由紀"),
            use_case="問い合わせを一時間以内に担当者へ振り分けたい",
            quotes=("どの案件が誰の担当か、誰にもわからないんです。",),
            times=moments(language, "Asia/Tokyo", 1),
        ),
        "Greek names, and a booked meeting": IntroFacts(
            *("Ελένη Παπαδοπούλου", "Ελληνικά Πλοία Α.Ε.", "Γιώργος Νικολάου", "Άννα Κελεσίδου"),
            use_case="Ένα σημείο για όλα τα αιτήματα",
            quotes=("Χάνουμε πελάτες κάθε εβδομάδα.",),
            meeting=moments(language, "Europe/Athens", 1)[0],
        ),
        "Arabic names, and two times": IntroFacts(
            *("محمد الأحمد", "شركة النور للتجارة", "ليلى حداد", "سامر الخطيب"),
            use_case="Route inbound leads within the hour",
            quotes=("نفقد العملاء بين نظامين.",),
            times=moments(language, "Asia/Riyadh", 2),
        ),
        "Hebrew names, and a booked meeting": IntroFacts(
            *("דנה לוי", "אור טכנולוגיות בע״מ", "נועם כהן", "מיכל ברק"),
            use_case="Route inbound leads within the hour",
            meeting=moments(language, "Asia/Jerusalem", 1)[0],
        ),
    }
