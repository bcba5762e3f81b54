"""The control interface's part for what goes wrong on demand: faults, rate limits, and a wrong clock."""

from collections.abc import Callable
from typing import Any

from sandbox.faults import ANY, CALLS, DELIVERIES, UPLOAD, Fault
from sandbox.limits import BLOCK_SHAPES
from sandbox.web_api import METHODS
from sandbox.wire import ControlError, Json
from sandbox.workspace import Workspace

OPTIONS: dict[str, Callable[[Any], Any]] = {
    "times": int,
    "seconds": float,
    "retry_after": int,
    "error": str,
    "stored": bool,
}
SETTINGS: dict[str, Callable[[Any], Any]] = {"enforce": bool, "burst": int, "speed": float}


class FaultControls:
    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self.reads = {"fault": self._faults, "limits": self._limits}
        self.acts = {
            "fault": self._fault,
            "faults_clear": self.clear,
            "limits": self._set_limits,
            "unknown_blocks": self._set_unknown,
        }

    def _faults(self, _: Json) -> Json:
        can = {"methods": sorted({*METHODS, UPLOAD}), "calls": CALLS, "deliveries": DELIVERIES}
        return self._ws.faults.as_json() | {"can": can, "unknown_blocks": sorted(self._ws.unknown_blocks)}

    def _limits(self, _: Json) -> Json:
        return self._ws.rate_limits.as_json()

    async def _fault(self, given: Json) -> Json:
        """`method` and `kind` of a Web API call, or `delivery` and perhaps `of` which interactions."""
        kind, target = _what(given)
        options = _typed(given, OPTIONS)
        self._ws.faults.add(Fault(kind, target, **options))
        return self._ws.faults.as_json()

    async def clear(self, _: Json) -> Json:
        self._ws.faults.clear()
        return self._ws.faults.as_json()

    async def _set_unknown(self, given: Json) -> Json:
        """Block types that messages of the app may not have from now on."""
        types = frozenset(str(type) for type in given.get("types") or [])
        if strange := types - BLOCK_SHAPES.keys():
            raise ControlError(f"no such block: {', '.join(sorted(strange))}")
        self._ws.unknown_blocks = types
        return {"ok": True, "unknown_blocks": sorted(types)}

    async def _set_limits(self, given: Json) -> Json:
        self._ws.rate_limits.change(**_typed(given, SETTINGS))
        return self._ws.rate_limits.as_json()


def _what(given: Json) -> tuple[str, str]:
    if "delivery" in given:
        kind, kinds, target = given["delivery"], DELIVERIES, given.get("of") or ANY
    else:
        kind, kinds, target = given["kind"], CALLS, given["method"]
        if target not in (ANY, UPLOAD) and target not in METHODS:
            raise ControlError(f"no such method: {target}")
    if kind not in kinds:
        raise ControlError(f"no such fault: {kind}, only {', '.join(kinds)}")
    return str(kind), str(target)


def _typed(given: Json, types: dict[str, Callable[[Any], Any]]) -> Json:
    try:
        return {name: types[name](value) for name, value in given.items() if name in types}
    except (TypeError, ValueError) as error:
        raise ControlError(str(error)) from None
