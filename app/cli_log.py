"""What a command logs, and how."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from app.settings import Settings


def log_to_stderr(settings: Settings) -> None:
    """Log one JSON line per event to stderr.

    Never what people typed: no local variables in tracebacks, and Slack's libraries, which print payloads
    at DEBUG, stay above it.
    """
    level = logging.getLevelNamesMapping()[settings.log_level]
    line = '{"level": "%(levelname)s", "event": "%(message)s"}'
    logging.basicConfig(stream=sys.stderr, level=level, format=line)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a run skipped because the last one goes on is fine
    logging.getLogger("slack_sdk").setLevel(max(level, logging.INFO))
    for library in ("httpx", "httpcore", "imapclient"):  # they print addresses
        logging.getLogger(library).setLevel(max(level, logging.WARNING))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
    )
