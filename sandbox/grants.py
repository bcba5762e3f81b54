"""What a team has granted to the app: a bot token with its scopes, until it is revoked."""

from dataclasses import dataclass, field


@dataclass
class Grant:
    token: str
    scopes: frozenset[str]
    # What each token that was taken back is refused with.
    revoked: dict[str, str] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        return bool(self.token)

    def give(self, token: str, scopes: frozenset[str]) -> str:
        """Installing again keeps the token and adds the scopes."""
        self.scopes = self.scopes | scopes if self.token else scopes
        self.token = self.token or token
        return self.token

    def revoke(self, error: str) -> None:
        self.revoked[self.token] = error
        self.token = ""
