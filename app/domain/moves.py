"""The figures that count what happened in a period, whenever the lead was handed off. Pure."""

from app.domain.counted import Counted


class Moves(Counted):
    """What happened in the period. A handoff counts once in each: as its row in `fact` has the moment."""

    @property
    def handed_off(self) -> int:
        """Handed off in the period, those included that a manager had to approve first.

        Unit: handoffs. Counted: in the period. From: fact.created_at.
        """
        return self.count("handed_off")

    @property
    def accepted(self) -> int:
        """Accepted for the first time in the period, by an AE or by a manager who took it over.

        Unit: handoffs. Counted: in the period. From: fact.accepted_at; of an AE by fact.accepted_by.
        """
        return self.count("accepted")

    @property
    def rejected(self) -> int:
        """Rejected in the period, by the last rejection; one that a manager overturned is none.

        A rejection with which the lead went on to the next AE stands, and is the AE's who rejected it.
        Unit: handoffs. Counted: in the period. From: fact.rejected_at; of an AE by fact.rejected_by.
        """
        return self.count("rejected")

    @property
    def rejected_by_reason(self) -> dict[str, int]:
        """How many of the rejected ones have each reason (the policy's code), the commonest first.

        Unit: handoffs. Counted: in the period. From: fact.reason.
        """
        return dict(sorted(self.reasons.items(), key=lambda one: (-one[1], one[0])))

    @property
    def rejected_by_criterion(self) -> dict[str, int]:
        """How many of the rejected ones named each exit criterion as failed, the commonest first.

        Unit: handoffs. Counted: in the period. From: fact.failed.
        """
        return dict(sorted(self.failed.items(), key=lambda one: (-one[1], one[0])))

    @property
    def returned(self) -> int:
        """Returned for information in the period, by the last time that its AE asked.

        Unit: handoffs. Counted: in the period. From: fact.returned_at.
        """
        return self.count("returned")

    @property
    def expired(self) -> int:
        """Reached the hard stop in the period without a decision: the policy passes it on no more.

        Unit: handoffs. Counted: in the period. From: fact.expired_at.
        """
        return self.count("expired")

    @property
    def withdrawn(self) -> int:
        """Taken back by the SDR, or declined by the manager who had to approve it, in the period.

        Unit: handoffs. Counted: in the period. From: fact.withdrawn_at.
        """
        return self.count("withdrawn")

    @property
    def touched(self) -> int:
        """First touched by its owner in the period: a touch, or a meeting booked, whichever came first.

        Unit: handoffs. Counted: in the period. From: fact.touched_at; of an AE by fact.touched_by.
        """
        return self.count("touched")

    @property
    def booked(self) -> int:
        """Meeting booked in the period, by the last booking.

        Unit: handoffs. Counted: in the period. From: fact.booked_at.
        """
        return self.count("booked")

    @property
    def held(self) -> int:
        """Meeting held in the period.

        Unit: handoffs. Counted: in the period. From: fact.held_at.
        """
        return self.count("held")

    @property
    def no_shows(self) -> int:
        """Meeting missed by the prospect in the period, by the last time; one held later counts as well.

        Unit: handoffs. Counted: in the period. From: fact.no_show_at.
        """
        return self.count("no_show")

    @property
    def opportunities(self) -> int:
        """Became an opportunity in the period.

        Unit: handoffs. Counted: in the period. From: fact.opportunity_at.
        """
        return self.count("opportunity")

    @property
    def won(self) -> int:
        """Won in the period.

        Unit: handoffs. Counted: in the period. From: fact.won_at.
        """
        return self.count("won")

    @property
    def amount_won(self) -> int:
        """The amounts of what was won in the period; one without an amount adds nothing.

        Unit: whole units of the team's currency. Counted: in the period. From: fact.won_at, fact.amount.
        """
        return self.count("amount_won")

    @property
    def lost(self) -> int:
        """Lost in the period.

        Unit: handoffs. Counted: in the period. From: fact.lost_at.
        """
        return self.count("lost")

    @property
    def recycled(self) -> int:
        """Recycled in the period.

        Unit: handoffs. Counted: in the period. From: fact.recycled_at.
        """
        return self.count("recycled")
