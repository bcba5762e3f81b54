"""Reading a policy file: it is the policy, or one line that names the key at fault."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.policy.parts import PolicyError
from app.policy.policy import Policy


def load(path: Path) -> Policy:
    """Read and check a policy file, or raise PolicyError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise PolicyError(f"{path} is not there. HANDOFF_POLICY names the policy file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path} cannot be read ({error}). HANDOFF_POLICY names the policy file.") from None
    return parse(text, str(path))


def parse(text: str, name: str = "policy.toml") -> Policy:
    """Check the text of a policy, or raise PolicyError that names the key."""
    try:
        values: Mapping[str, Any] = tomllib.loads(text)
        if "version" in values:  # which is ours to give
            raise PolicyError(f"{name}: version: is not a key of the policy")
        return Policy(**{**values, "version": hashlib.sha256(text.encode()).hexdigest()[:12]})
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name} is not TOML: {error}") from None
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part) for part in fault["loc"])
        wrong = "is not a key of the policy" if fault["type"] == "extra_forbidden" else fault["msg"]
        raise PolicyError(
            f"{name}: {key + ': ' if key else ''}{wrong.removeprefix('Value error, ')}"
        ) from None
