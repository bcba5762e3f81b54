"""Letting the policy choose: pools, caps, accounts and rules, and the reason that everybody can read."""

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMAIL = "{}@northwind.example"
ALL = ", ".join(f'"{EMAIL.format(name)}"' for name in ("anna", "ben", "yuki"))
INBOUND = f'[[pool]]\nname = "inbound"\nmembers = [{ALL}]\n'


def chosen_for(office: Office, company: str, **changes: object) -> None:
    """Sam hands off and lets the policy choose."""
    chosen = {"AE": None, "No AE in mind?": ["Choose for me"], "Company": company, **changes}
    submitted = office.form(**chosen).submit()
    assert submitted.ok, submitted.errors


def has(person: DeskPerson, company: str) -> bool:
    return any(message.shown.startswith(f"{company} (#") for message in person.messages())


def declines(card: Message, reason: str = "No capacity now", comment: str = "Full until May") -> None:
    modal = card.clicks("Reject").modal
    assert modal is not None
    assert modal.fill({"Reason": reason, "Comment": comment}).submit().ok


def explained(person: DeskPerson, asked: str) -> str:
    reply = person.types(f"/handoff {asked}")
    assert reply.ok, reply.ack
    return reply.ephemerals[0].shown


def test_a_pool_goes_round_and_says_so_on_the_card(office_under: OpensOffice) -> None:
    office = office_under(policy(people=INBOUND))
    for company in ("Acme", "Globex", "Initech", "Hooli"):
        chosen_for(office, company)
    for person, company in ((office.anna, "Acme"), (office.ben, "Globex"), (office.yuki, "Initech")):
        assert "Why you:* next in turn of 3 AEs in pool inbound." in office.card(person, company).shown
    assert has(office.anna, "Hooli")


def test_by_weight_the_senior_ae_gets_two_of_three(office_under: OpensOffice) -> None:
    weighed = f'[{{ who = "{EMAIL.format("ben")}", weight = 2 }}, "{EMAIL.format("anna")}"]'
    pool = f'[[pool]]\nname = "senior"\nstrategy = "weighted"\nmembers = {weighed}\n'
    office = office_under(policy(people=pool))
    for number in range(3):
        chosen_for(office, f"Acme {number}")
    assert "next by weight of 2 AEs in pool senior (2 in 3)" in office.card(office.ben, "Acme 0").shown
    assert [has(office.anna, f"Acme {number}") for number in range(3)] == [False, True, False]


def test_an_ae_who_is_full_is_skipped_until_she_has_answered(office_under: OpensOffice) -> None:
    office = office_under(policy(people=f"{INBOUND}max_open = 1\n"))
    for company in ("Acme", "Globex", "Initech"):
        chosen_for(office, company)
    declines(office.card(office.ben, "Globex"), "Bad timing")
    chosen_for(office, "Hooli")
    card = office.card(office.ben, "Hooli")
    assert "the only one of 3 AEs in pool inbound who can take it now" in card.shown
    why = explained(office.sam, "why 4")
    assert "Anna Keller · 1 open of 1, 0.5 turns ahead, skipped: has 1 open, of 1 at most" in why
    assert "✓ Ben Carter · 0 open of 1" in why


def test_a_bad_lead_gives_the_turn_back(office_under: OpensOffice) -> None:
    office = office_under(policy(people=INBOUND))
    chosen_for(office, "Acme")
    declines(office.card(office.anna, "Acme"), "Not a fit")
    chosen_for(office, "Globex")
    office.settle()
    assert has(office.anna, "Globex")
    assert "The turn was given back." in explained(office.sam, "why 1")


def test_the_accounts_owner_comes_first_and_rules_before_pools(office_under: OpensOffice) -> None:
    rules = (
        f'[accounts]\n"acme.example" = "{EMAIL.format("yuki")}"\n'
        f'[[route]]\nterritory = ["DE", "AT"]\nae = "{EMAIL.format("ben")}"\n'
    )
    office = office_under(policy(people=INBOUND + rules))
    chosen_for(office, "Acme")
    assert "Why you:* owns the account." in office.card(office.yuki, "Acme").shown
    chosen_for(office, "Firma", Website="firma.de", **{"Contact email": "jan@firma.de"})
    assert "Why you:* takes territory de, at." in office.card(office.ben, "Firma").shown
    chosen_for(office, "Globex", Website="", **{"Contact email": "joe@globex.test"})
    office.settle()
    assert has(office.anna, "Globex")


def test_a_segment_and_a_priority_have_their_own_pools(office_under: OpensOffice) -> None:
    def pool(name: str, who: str) -> str:
        return f'[[pool]]\nname = "{name}"\nmembers = ["{EMAIL.format(who)}"]\n'

    rules = (
        pool("rest", "anna")
        + pool("large", "ben")
        + pool("urgent", "yuki")
        + '[[route]]\npriority = "hot"\npool = "urgent"\n'
        + '[[route]]\nsegment = "enterprise"\npool = "large"\n'
        + '[segment.enterprise]\nlabel = "Enterprise"\n[segment.smb]\nlabel = "Small"\n'
    )
    office = office_under(policy(people=rules))
    chosen_for(office, "Acme", Segment="Small")
    chosen_for(office, "Globex", Segment="Enterprise")
    chosen_for(office, "Initech", Segment="Enterprise", Priority="Hot")
    assert "the only AE in pool rest." in office.card(office.anna, "Acme").shown
    assert "the only AE in pool large for segment enterprise." in office.card(office.ben, "Globex").shown
    assert "the only AE in pool urgent for priority hot." in office.card(office.yuki, "Initech").shown


def test_a_declined_handoff_goes_on_to_the_next_and_at_last_to_the_manager(office_under: OpensOffice) -> None:
    office = office_under(policy(people=INBOUND))
    chosen_for(office, "Acme")
    declines(office.card(office.anna))

    card = office.card(office.ben)
    assert "next in turn of the 2 of 3 AEs in pool inbound who can take it now" in card.shown
    assert "This is with <@U0BEN> now." in office.card(office.anna).shown
    (told,) = office.heard(office.sam, "went on from")
    assert "(No capacity now)" in told.shown and "> Full until May" in told.shown
    assert not office.heard(office.sam, "rejected *Acme*")

    declines(office.card(office.ben), "Not my territory")
    declines(office.card(office.yuki))
    card = office.card(office.maria)
    assert "no AE took it: to take or to reassign" in card.shown
    assert {"Accept", "Reassign"} <= set(card.buttons())
    assert len(office.heard(office.sam, "went on from")) == 3


def test_whoever_is_on_it_may_ask_why_and_nobody_else(office_under: OpensOffice) -> None:
    office = office_under(policy(people=INBOUND))
    chosen_for(office, "Acme")
    office.settle()
    for person in (office.sam, office.anna, office.maria, office.dan):
        why = explained(person, "why #1")
        assert "Acme (#1): who got it, and why" in why
        assert "next in turn of 3 AEs in pool inbound" in why
        assert "○ Ben Carter · 0 open" in why
    assert "Only somebody on this handoff can do that" in explained(office.priya, "why 1")
    assert "There is no handoff" in explained(office.sam, "why 9")
    assert "/handoff why 12" in explained(office.sam, "why")
    office.hand_off(Company="Globex", Website="", **{"Contact email": "joe@globex.test"})
    assert "chosen by the SDR" in explained(office.anna, "why 2")


def test_when_all_are_full_it_goes_to_whom_the_policy_names(office_under: OpensOffice) -> None:
    fallback = f'[routing]\nfallback = "{EMAIL.format("maria")}"\n'
    office = office_under(policy(people=f"{INBOUND}per_day = 1\n{fallback}"))
    for company in ("Acme", "Globex", "Initech"):
        chosen_for(office, company)

    form = office.form(AE=None, Company="Hooli", **{"No AE in mind?": ["Choose for me"]})
    said = form.goes_to("Hand off · 3 of 3").texts
    assert "Nobody can take it now (Anna Keller: got 1 today, of 1 at most; Ben Carter: " in said
    assert "It would go to Maria Lopez." in said
    assert form.submit().ok
    card = office.card(office.maria, "Hooli")
    assert "none of 3 AEs in pool inbound can take it now: to take or to reassign" in card.shown
    modal = card.clicks("Reassign").modal
    assert modal is not None
    modal.fill({"New AE": "@ben"}).submit()
    assert "reassigned by a manager" in office.card(office.ben, "Hooli").shown
