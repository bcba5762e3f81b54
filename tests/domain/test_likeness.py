"""When two prospects are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.likeness import LONGEST, Alike, address, company, domain, likenesses
from tests.cast import passed
from tests.examples import examples


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ACME, Inc.", "acme"),
        ("Acme", "acme"),
        ("  acme  GmbH & Co. KG ", "acme"),
        ("Ａｃｍｅ S.A.", "acme"),  # full-width
        ("O’Neil's Ltd", "oneils"),
        ("Smith & Sons LLC", "smith sons"),
        ("Straße AG", "strasse"),
        ("Cafe\u0301 S.r.l.", "café"),
        ("AG", "ag"),  # nothing but a legal form is a name
        ("Co-op", "co op"),
        ("株式会社", "株式会社"),
        ("🚀", "🚀"),
    ],
)
def test_a_company_is_known_by_its_name_without_its_legal_form(typed: str, same: str) -> None:
    assert company(typed) == same


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("www.Acme.com", "acme.com"),
        ("eu.acme.com.", "eu.acme.com"),
        ("gmail.com", ""),
        ("de.linkedin.com", ""),
        ("yahoo.co.uk", ""),
        ("n", ""),  # n/a
        ("", ""),
    ],
)
def test_a_domain_that_anybody_may_have_tells_nothing(typed: str, same: str) -> None:
    assert domain(typed) == same


def test_an_address_is_the_same_in_capitals_and_with_a_tag() -> None:
    assert address("Jane+News@Acme.Example") == "jane@acme.example"
    assert address("+1@acme.example") == "+1@acme.example"
    assert address("") == address("jane") == ""


def test_a_package_is_known_by_every_address_its_domains_and_its_company() -> None:
    more = "Bo, bo+x@gmail.com, CFO\nJim, JANE@acme.example, CEO"
    package = passed(
        website="https://www.acme.example/en",
        more_contacts=more,
    )
    assert likenesses(package) == (
        Alike("email", "jane@acme.example"),
        Alike("email", "bo@gmail.com"),
        Alike("domain", "acme.example"),
        Alike("company", "acme"),
    )
    long = likenesses(passed(company="ﷺ" * 150))
    assert len(long[-1].value) == LONGEST


@examples(50)
@given(st.text(max_size=40))
def test_what_is_folded_is_folded_already(name: str) -> None:
    assert company(company(name)) == company(name) or "." in name
    assert domain(domain(name)) == domain(name) or name.strip().casefold().startswith("www.www")
