"""How many examples a property is tried with: always the same few here, more and others by EXAMPLES."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("EXAMPLES", "1"))
QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


def examples(count: int, **more: Any) -> settings:
    """Try `count` examples (times EXAMPLES); the examples share the fixtures of their test."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=QUIET,
        print_blob=False,
        **more,
    )
