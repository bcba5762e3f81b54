"""Reading a policy file: it is the policy, or PolicyError with all that is wrong with it."""

import hashlib
import re
import tomllib
from pathlib import Path

from app.policy.faults import Fault, PolicyError
from app.policy.mending import faults_in
from app.policy.policy import Policy
from app.policy.routing import read_accounts

NAMES_IT = "HANDOFF_POLICY names the policy file."
AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")


def load(path: Path) -> Policy:
    """Read and check a policy file, and the accounts file that it names beside it, or raise PolicyError."""
    policy = parse(_text_of(path, f". {NAMES_IT}"), str(path))
    if policy.introduction.templates:
        policy = policy.model_copy(update={"templates": path.parent / policy.introduction.templates})
    if policy.routing.accounts_file is None:
        return policy
    beside = path.parent / policy.routing.accounts_file
    text = _text_of(beside, f". routing.accounts_file in {path} names it.")
    try:
        owners = read_accounts(text)
    except ValueError as error:
        raise PolicyError(str(beside), [Fault(str(error))]) from None
    strangers = sorted(set(owners.values()) - _aes(policy))
    if strangers:
        faults = [Fault(f'{who} is not listed as a [[person]] with role = "ae"') for who in strangers]
        raise PolicyError(str(beside), faults)
    return policy.model_copy(update={"owners": owners, "version": _fingerprint(policy.text + text)})


def parse(text: str, name: str = "policy.toml") -> Policy:
    """Check the text of a policy, or raise PolicyError with every fault, by line."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(name, [_not_toml(str(error))]) from None
    if faults := faults_in(values, text):
        raise PolicyError(name, sorted(faults, key=lambda fault: fault.line or 0))
    return Policy(**values, version=_fingerprint(text), text=text)


def _text_of(path: Path, hint: str) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise PolicyError(str(path), [Fault("is not there" + hint)]) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise PolicyError(str(path), [Fault(f"cannot be read ({why})" + hint)]) from None


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _aes(policy: Policy) -> set[str]:
    return {
        name for one in policy.person if one.role == "ae" for name in (one.reference, one.reference.lower())
    }


def _not_toml(why: str) -> Fault:
    found = AT_LINE.search(why)
    hint = 'a text needs quotes, as in framework = "BANT", and each key stands once'
    words = f"is not TOML ({AT_LINE.sub('', why)}): {hint}"
    return Fault(words, line=int(found[1]) if found else None)
