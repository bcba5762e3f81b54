"""What a complete package holds, and what an SDR is told when it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import package
from app.domain.criteria import CHECKS, Slot
from app.domain.errors import Incomplete
from app.domain.frameworks import FRAMEWORKS
from app.domain.package import build
from tests.cast import passed, shipped, slots, typed

NEEDED = {"company", "contact_name", "contact_email", "notes", "pain_points", "use_case", "next_step"}


def faults(framework: str = "BANT", **changes: str) -> dict[str, str]:
    with pytest.raises(Incomplete) as refused:
        passed(framework, **changes)
    return refused.value.faults


@pytest.mark.parametrize(
    ("framework", "criteria"),
    [
        ("BANT", "budget authority need timeline"),
        ("MEDDIC", "metrics economic_buyer decision_criteria decision_process identify_pain champion"),
        (
            "MEDDPICC",
            "metrics economic_buyer decision_criteria decision_process paper_process identify_pain champion "
            "competition",
        ),
        ("CHAMP", "challenges authority money prioritization"),
        ("SPICED", "situation pain impact critical_event decision"),
    ],
)
def test_each_framework_asks_for_its_own_criteria_and_counts_them_all(framework: str, criteria: str) -> None:
    names = criteria.split()
    assert [slot.name for slot in FRAMEWORKS[framework]] == names
    empty = passed(framework, **dict.fromkeys(names, " \n")).readiness
    assert [one.name for one in empty.unmet] == names
    assert (empty.met, empty.of, empty.ready) == (3, len(names) + 3, False)
    whole = passed(framework)
    assert whole.readiness.ready
    assert [whole.answer(name) for name in names] == [typed(framework)[name] for name in names]


def test_a_complete_package_keeps_every_word() -> None:
    whole = passed(more_contacts="Joe Roe, joe@acme.example, CFO")
    assert (whole.company, whole.website, whole.framework) == ("Acme", "acme.example", "BANT")
    assert whole.contacts[0].model_dump() == {"name": "Jane Doe", "email": "jane@acme.example", "role": "COO"}
    assert whole.checks == list(CHECKS)
    apart = {"company", "website", "contact_name", "contact_email", "contact_role"}
    assert whole.answers == {name: text for name, text in typed().items() if name not in apart}


def test_what_is_missing_is_said_at_each_field_at_once() -> None:
    told = faults(**dict.fromkeys(typed(), ""))
    assert set(told) == NEEDED
    assert told["pain_points"] == "Pain points is needed."


def test_what_may_be_left_out_may_be_left_out() -> None:
    bare = passed(website="", contact_role="", background="", objections="", fit_signals="", tone="")
    assert (bare.website, bare.contacts[0].role, bare.answer("objections")) == ("", "", "")
    assert "objections" not in bare.answers


@pytest.mark.parametrize("slot", slots("MEDDPICC"), ids=lambda slot: str(slot.name))
def test_a_field_holds_as_much_as_it_says_and_not_one_character_more(slot: Slot) -> None:
    most = 3000 if slot.lines else 150
    read_further = slot.name in ("contact_email", "more_contacts")
    if not read_further:
        passed("MEDDPICC", **{slot.name: "x" * most})
    told = faults("MEDDPICC", **{slot.name: "x" * (most + 1)})
    assert set(told) == {slot.name}
    assert read_further or told[slot.name].endswith(f"{most} characters at most; these are {most + 1}.")


@pytest.mark.parametrize(
    "address",
    ["jane", "jane@", "jane@acme", "@acme.example", "a b@acme.example", "jane@acme.example, x@y.example"],
)
def test_an_email_that_nobody_can_write_to_is_quoted_back(address: str) -> None:
    assert faults(contact_email=address) == {
        "contact_email": f"“{address}” is not an email address we can write to."
    }


def test_an_email_is_kept_in_the_form_that_mail_servers_take() -> None:
    assert passed(contact_email=" Jane@BÜCHER.example ").contacts[0].email == "Jane@xn--bcher-kva.example"


def test_more_contacts_come_one_per_line_and_their_role_may_have_commas() -> None:
    lines = "Joe Roe, joe@acme.example, CFO, and board\n\n  Ann Poe ,ann@acme.example\r\nBo,bo@acme.example,"
    assert [(c.name, c.email, c.role) for c in passed(more_contacts=lines).contacts[1:]] == [
        ("Joe Roe", "joe@acme.example", "CFO, and board"),
        ("Ann Poe", "ann@acme.example", ""),
        ("Bo", "bo@acme.example", ""),
    ]


@pytest.mark.parametrize(
    "line", ["Joe Roe", "joe@acme.example", ", joe@acme.example", "Joe, not an address, CFO"]
)
def test_a_contact_that_cannot_be_read_is_quoted_back(line: str) -> None:
    told = faults(more_contacts=f"Ann, ann@acme.example\n{line}")
    assert told == {"more_contacts": f"“{line}” is not a name, an email address and a role."}


def test_a_quotation_is_cut_to_what_fits_beside_a_field() -> None:
    assert faults(contact_email="x" * 140) == {
        "contact_email": f"“{'x' * 59}…” is not an email address we can write to."
    }


@pytest.mark.parametrize("ticked", [(), ("confirmed_interest",), ("clear_use_case", "willing_to_go_deeper")])
def test_a_lead_with_a_check_unticked_is_not_ready_for_an_ae(ticked: tuple[str, ...]) -> None:
    made = build({**typed(), "checks": list(ticked)}, shipped("BANT"))
    assert made.checks == list(ticked)
    assert [one.name for one in made.readiness.unmet] == [name for name in CHECKS if name not in ticked]


def test_all_that_is_wrong_is_said_in_one_go() -> None:
    told = faults(company=" ", contact_email="nobody", more_contacts="x", notes="n" * 3001, budget="b" * 3001)
    assert set(told) == {"company", "contact_email", "more_contacts", "notes", "budget"}
    assert all(sentence in str(Incomplete(told)) for sentence in told.values())


def test_what_stood_in_the_form_of_a_package_makes_the_same_package_again() -> None:
    lines = "Joe Roe, joe@acme.example, CFO, and board\nBo, bo@acme.example"
    made = passed("SPICED", more_contacts=lines, website="")
    again = build(package.values_of(made), shipped("SPICED"))
    assert again == made


def test_a_package_of_an_earlier_release_is_judged_by_what_stands_in_it() -> None:
    stored = passed().model_dump()
    del stored["criteria"]
    assert package.Package.model_validate(stored).readiness == passed().readiness
    del stored["answers"]["budget"]
    assert [one.label for one in package.Package.model_validate(stored).readiness.unmet] == ["Budget"]


def test_what_no_database_or_screen_can_hold_is_taken_out_and_the_rest_is_kept() -> None:
    odd = passed(company="A\x00c\ud83dme", use_case="\x00  Rou\udfffte 👩‍💻 leads\x00\n")
    assert (odd.company, odd.answer("use_case")) == ("Acme", "Route 👩‍💻 leads")
    assert faults(notes="\x00\ud83d \x00") == {"notes": "Discovery notes is needed."}


ANYTHING = st.text(st.characters(categories=None), max_size=200) | st.text(
    alphabet="@.,\n\x00 ax", max_size=40
)


@given(
    framework=st.sampled_from(list(FRAMEWORKS)),
    values=st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*typed("MEDDPICC"), "more_contacts", "no_such_field"], ANYTHING)
    ),
    checks=st.lists(st.sampled_from([*CHECKS, "no_such_check"])) | st.just("text"),
    whole=st.booleans(),
)
def test_whatever_is_typed_is_a_package_or_a_list_of_faults(
    framework: str, values: dict[str, str], checks: list[str] | str, whole: bool
) -> None:
    names = {slot.name for slot in slots(framework)} | {"checks"}
    try:
        given = (typed(framework) if whole else {}) | values | {"checks": checks}
        built = build(given, shipped(framework))
    except Incomplete as refused:
        assert refused.faults
        assert set(refused.faults) <= names
        assert all(refused.faults.values())
    else:
        assert package.Package.model_validate(built.model_dump()) == built
        assert build(package.values_of(built), shipped(framework)) == built
        stored = built.model_dump_json()
        assert "\\u0000" not in stored
        assert stored.encode()
        assert len(built.company) <= 150


def test_a_city_gives_the_prospect_s_clock_and_an_unknown_one_is_asked_about() -> None:
    assert (passed(contact_place="tokyo").place, passed(contact_place="tokyo").zone) == (
        "tokyo",
        "Asia/Tokyo",
    )
    assert passed().zone == ""
    with pytest.raises(Incomplete) as refused:
        passed(contact_place="Tokio Hotel")
    assert refused.value.faults["contact_place"].startswith(
        "We do not know what time it is in “Tokio Hotel”."
    )
    assert "name a large city with the same time" in refused.value.faults["contact_place"]
    with pytest.raises(Incomplete, match="Did you mean Berlin"):
        passed(contact_place="Berlinn")
