"""The letters to a prospect: the shipped templates, a team's own, and the check of those."""

import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path

import jinja2
import structlog

from app.domain.draft import lines, one_line
from app.domain.intro import LINK, MOST_QUOTES, MOST_TIMES, NAME, QUOTE, SAID, STEP, TIME, IntroFacts
from app.domain.languages import Language
from app.domain.package import clip
from app.services.letter_rules import WORDS, Fault, faults_of, parts

__all__ = ["TEMPLATES", "Fault", "languages", "lint", "names", "render"]
SHIPPED = Path(__file__).parents[1] / "templates"
FIRST = "joint"
TEMPLATES: Mapping[str, str] = {
    FIRST: "Joint introduction",
    "short": "Short introduction",
    "booked": "Meeting is booked",
    "technical": "For a technical evaluator",
}
SUBJECT_LIMIT, BODY_LIMIT = 150, 3000
LARGEST = 20_000  # bytes of a template
GAP = re.compile(r"\n(?:[ \t]*\n)+")  # what was between is a fact that is missing
SOURCE = "<template>"  # what Jinja2 calls a template that came from no file
FILE = re.compile(r"([a-z][a-z0-9_-]{0,39})\.([a-z]{2})\.txt\.j2")
SAMPLE = IntroFacts(
    contact="Jane Doe",
    company="Acme",
    sdr="Sam Rivera",
    ae="Anna Keller",
    use_case="Route inbound leads within the hour",
    next_step="A demo with the operations team",
    quotes=("We lose leads between two tools.", "Nobody knows who calls back."),
    times=("Thursday, December 3, 10:00 AM", "Friday, December 4, 2:00 PM"),
    booking="https://calendar.example/anna",
    meeting="Thursday, December 3, 10:00 AM",
)
LONGEST = IntroFacts(
    **dict.fromkeys(("contact", "company", "sdr", "ae"), "n" * NAME),
    use_case="u" * QUOTE,
    next_step="s" * STEP,
    quotes=("q" * SAID,) * MOST_QUOTES,
    times=("t" * TIME,) * MOST_TIMES,
    booking="https://".ljust(LINK, "b"),
    meeting="m" * TIME,
)
OPTIONAL = ("use_case", "next_step", "quotes", "times", "booking", "meeting")
log = structlog.get_logger()


class Unfit(Exception):
    """A template that must not be used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(map(str, faults)))


def names(folder: Path | None = None) -> dict[str, str]:
    """List the templates by name, each with its label: the shipped ones first, then a team's own."""
    own = sorted({name for name, _ in _files(folder)} - set(TEMPLATES))
    return {**TEMPLATES, **{name: name.replace("_", " ").replace("-", " ").capitalize() for name in own}}


def languages(template: str, folder: Path | None = None) -> tuple[Language, ...]:
    """List the languages in which there is a template of this name."""
    if template in TEMPLATES:
        return tuple(Language)
    written = {language for name, language in _files(folder) if name == template}
    return tuple(one for one in Language if one in written)


def render(
    template: str, language: Language, facts: IntroFacts, *, folder: Path | None = None
) -> tuple[str, str]:
    """Write a letter: its subject in one line (≤ 150 characters) and its body (≤ 3,000).

    A file in the team's own folder goes before the shipped one of the same name. Where it is at fault, the
    shipped one is used, or else the joint introduction, and the log says so: accepting a handoff never
    fails for its words.
    """
    own = _files(folder).get((template, language))
    if own is not None:
        try:
            return _letter(own.name, _read(own), facts)
        except Unfit as error:
            log.warning("template refused", faults=[str(fault) for fault in error.faults])
    name = template if template in TEMPLATES else FIRST
    file = SHIPPED / f"{name}.{language}.txt.j2"
    return _letter(file.name, _read(file), facts)


def lint(folder: Path) -> list[Fault]:
    """Check a team's own templates: each fault says file, line and what would be right."""
    try:
        files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except OSError as error:
        return [Fault(str(folder), 1, f"this folder cannot be read: {error.strerror}")]
    found: list[Fault] = []
    for file in files:
        name = FILE.fullmatch(file.name)
        if not file.is_file() or name is None or name[2] not in list(Language):
            known = ", ".join(Language)
            found.append(Fault(file.name, 1, f"name it NAME.LANGUAGE.txt.j2; the languages are {known}"))
            continue
        try:
            text = _read(file)
            found += faults_of(file.name, text) or _tried(file.name, text)
        except Unfit as error:
            found += error.faults
    return found


def _files(folder: Path | None) -> dict[tuple[str, Language], Path]:
    """Find a team's own templates by name and language."""
    try:
        files = [file for file in folder.iterdir() if file.is_file()] if folder else []
    except OSError:  # lint says so
        return {}
    named = [(FILE.fullmatch(file.name), file) for file in files]
    return {(n[1], Language(n[2])): file for n, file in named if n is not None and n[2] in list(Language)}


def _read(file: Path) -> str:
    """Read a template; raises Unfit if it is too large, cannot be read, or is no UTF-8."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise Unfit([Fault(file.name, 1, f"a template can have {LARGEST:,} bytes at most")])
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unfit([Fault(file.name, line, "this is not UTF-8: save the file in UTF-8")]) from error
    except OSError as error:
        raise Unfit([Fault(file.name, 1, f"it cannot be read: {error.strerror}")]) from error


def _letter(file: str, text: str, facts: IntroFacts) -> tuple[str, str]:
    """Write a letter that can be sent; raises Unfit."""
    if faults := faults_of(file, text):
        raise Unfit(faults)
    subject, body = _written(file, text, facts)
    if len(body) > BODY_LIMIT:
        raise Unfit([Fault(file, 3, _too_long("body", body, BODY_LIMIT))])
    return clip(subject, SUBJECT_LIMIT), body


def _written(file: str, text: str, facts: IntroFacts) -> tuple[str, str]:
    """Fill a template that was judged, at whatever length; raises Unfit if it cannot do without a fact."""
    try:
        subject, body = (_compiled(part).render(facts=facts) for part in parts(text))
    except (jinja2.TemplateError, TypeError) as error:
        frames = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == SOURCE]
        line = next((number for number in reversed(frames) if number), 1)
        raise Unfit([Fault(file, line, "a fact is needed here: put this into {% if facts.… %}")]) from error
    subject, body = one_line(subject), GAP.sub("\n\n", lines(body)).strip()
    if not subject:
        raise Unfit([Fault(file, 1, "the subject is empty: the first line must always say something")])
    if not body:
        raise Unfit([Fault(file, 3, "the body is empty: below the second line it must always say something")])
    return subject, body


@lru_cache(maxsize=128)
def _compiled(part: str) -> jinja2.Template:
    return WORDS.from_string(part)


def _tried(file: str, text: str) -> list[Fault]:
    """Try a template with facts of usual length and the longest, each time with any of them missing."""
    for sample, size in ((SAMPLE, []), (LONGEST, ["with the longest facts"])):
        for kept in product((True, False), repeat=len(OPTIONAL)):
            missing = [name for name, is_there in zip(OPTIONAL, kept, strict=True) if not is_there]
            given = replace(sample, **{name: type(getattr(sample, name))() for name in missing})
            said = [*size, f"without {', '.join(missing)}"] if missing else size
            when = f"{', '.join(said)}: " if said else ""
            try:
                subject, body = _written(file, text, given)
            except Unfit as error:
                return [replace(fault, message=when + fault.message) for fault in error.faults]
            if sample is SAMPLE and len(subject) > SUBJECT_LIMIT:
                return [Fault(file, 1, f"{when}{_too_long('subject', subject, SUBJECT_LIMIT)}")]
            if len(body) > BODY_LIMIT:
                return [Fault(file, 3, f"{when}{_too_long('body', body, BODY_LIMIT)}")]
    return []


def _too_long(what: str, text: str, limit: int) -> str:
    return f"the {what} has {len(text):,} characters; {limit:,} fit, so say less or name fewer facts"
