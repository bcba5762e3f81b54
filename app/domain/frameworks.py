"""The shipped frameworks. A policy may add its own, or override one of these by its name."""

from collections.abc import Mapping

from app.domain.criteria import Criterion

BANT = (
    Criterion("budget", "Budget", "What they can spend, or who decides on it"),
    Criterion("authority", "Authority", "Who decides, who else is asked"),
    Criterion("need", "Need", "Why they must act"),
    Criterion("timeline", "Timeline", "When they want it to work"),
)
MEDDIC = (
    Criterion("metrics", "Metrics", "The gain they expect, in numbers"),
    Criterion("economic_buyer", "Economic buyer", "Who signs"),
    Criterion("decision_criteria", "Decision criteria", "What they compare by"),
    Criterion("decision_process", "Decision process", "Steps and people until a yes"),
    Criterion("identify_pain", "Identified pain", "The problem they own up to"),
    Criterion("champion", "Champion", "Who sells for us inside"),
)
FRAMEWORKS: Mapping[str, tuple[Criterion, ...]] = {
    "BANT": BANT,
    "MEDDIC": MEDDIC,
    "MEDDPICC": (
        *MEDDIC[:4],
        Criterion("paper_process", "Paper process", "Legal, security, procurement"),
        *MEDDIC[4:],
        Criterion("competition", "Competition", "Who else they talk to"),
    ),
    "CHAMP": (
        Criterion("challenges", "Challenges", "What stands in their way, and since when"),
        BANT[1],
        Criterion("money", "Money", "What solving it is worth, and who pays"),
        Criterion("prioritization", "Prioritization", "How high it stands on their list, and why"),
    ),
    "SPICED": (
        Criterion("situation", "Situation", "Who they are, and how they do it today"),
        Criterion("pain", "Pain", "What hurts, and whom"),
        Criterion("impact", "Impact", "What changes for them once it is solved, in numbers if possible"),
        Criterion("critical_event", "Critical event", "The date by which it must work, and what hangs on it"),
        Criterion("decision", "Decision", "Who decides, by what, and in which steps"),
    ),
}
