"""Ids in Slack's formats, the same sequence in every run."""

import random
import string
import uuid

_UPPER = string.ascii_uppercase + string.digits
_MIXED = string.ascii_letters + string.digits


class Ids:
    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def prefixed(self, prefix: str, length: int = 10) -> str:
        return prefix + self._some(_UPPER, length)

    def block(self) -> str:
        return self._some(_MIXED, 5)

    def digest(self, length: int = 8) -> str:
        return self._some(_MIXED, length)

    def trigger(self) -> str:
        return f"{self.number(13)}.{self.number(12)}.{self.hexadecimal(32)}"

    def hexadecimal(self, length: int) -> str:
        return f"{self._random.getrandbits(4 * length):0{length}x}"

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def number(self, length: int) -> str:
        return str(self._random.randrange(10 ** (length - 1), 10**length))

    def _some(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))
