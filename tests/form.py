"""Filling in the handoff form, which comes in steps, as somebody does who knows all the answers."""

from typing import Any

from sandbox.driver_modal import Modal, Submitted

DRAFTS, ANEW = "Go on with a draft?", "Start anew"
STEPS = 7  # at most: a choice of drafts, three steps, and what may come of them
DUPLICATE = "Handed off already"
ANYWAY = {"What is to be done?": "Hand off anyway", "Why anyway?": "Another project of theirs"}


class Filling:
    """The form in somebody's hands: `submit` goes from step to step until one is refused or none follows."""

    def __init__(self, modal: Modal, values: dict[str, Any]) -> None:
        self.modal, self.values = modal, {DRAFTS: ANEW} | ANYWAY | values

    def fill(self, values: dict[str, Any]) -> "Filling":
        """Have these answers, by label, for whichever step asks."""
        self.values.update(values)
        return self

    def submit(self, *, skip_client_checks: bool = False) -> Submitted:
        """Submit step after step; gives what became of the last one."""
        for _ in range(STEPS):
            submitted = self.enters().submit(skip_client_checks=skip_client_checks)
            if submitted.modal is None or not submitted.ok:
                return submitted
            self.modal = submitted.modal
            if not self.modal.title.startswith("Hand"):
                return submitted
        raise AssertionError(f"the form does not end: {self.modal.texts}")

    def goes_to(self, title: str) -> Modal:
        """Submit until a step with this title is shown."""
        while self.modal.title != title:
            submitted = self.enters().submit()
            assert submitted.ok, submitted.errors
            assert submitted.modal is not None, f"{title} did not come"
            self.modal = submitted.modal
        return self.enters()

    def enters(self) -> Modal:
        """Fill in what the present step asks for."""
        labels = self.modal.labels()
        here = {label: value for label, value in self.values.items() if label in labels}
        return self.modal.fill(here, quietly=True)

    def __getattr__(self, name: str) -> Any:
        """Give what the present step has: title, texts, value and the rest."""
        return getattr(self.modal, name)
