"""The policy's pools, rules and accounts: what is wrong with them is said at their key."""

from pathlib import Path

import pytest

from app.domain.routing import Strategy
from app.policy import PolicyError, load, parse
from app.policy.routing import read_accounts

PEOPLE = (
    '[[person]]\nemail = "anna@x.test"\nrole = "ae"\n[[person]]\nemail = "ben@x.test"\nrole = "ae"\n'
    '[[person]]\nemail = "maria@x.test"\nrole = "manager"\n'
)
POOL = '[[pool]]\nname = "inbound"\nmembers = ["anna@x.test", { who = "BEN@x.test", max_open = 5 }]\n'


def test_a_pool_is_as_short_as_it_can_be() -> None:
    (pool,) = parse(POOL + PEOPLE).pool
    assert (pool.strategy, pool.catch_up, pool.count_owner_matches) == (Strategy.ROUND_ROBIN, False, False)
    assert [(one.who, one.weight, one.max_open) for one in pool.members] == [
        ("anna@x.test", 1, None),
        ("BEN@x.test", 1, 5),
    ]
    assert parse("").routing.max_reassignments == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[pool]]\nname = "in"\n', "pool.in.members: a pool needs members"),
        (POOL.replace("anna@", "eve@"), 'eve@x.test is not listed as a [[person]] with role = "ae"'),
        (POOL.replace("anna@", "maria@"), 'maria@x.test is not listed as a [[person]] with role = "ae"'),
        (POOL.replace("anna@", "ben@"), "ben@x.test is in it 2 times"),
        (POOL.replace("max_open", "weight"), 'only counts with strategy = "weighted"'),
        (POOL + POOL, "is the name of 2 pools"),
        (POOL + 'strategy = "random"\n', "“random” is no strategy: use round_robin, weighted, least_loaded"),
        (POOL + 'strategy = "broadcast"\n', "a broadcast needs channel, claim_within and fallback"),
        (POOL + 'channel = "#x"\n', 'only count with strategy = "broadcast"'),
        (POOL + 'credit_reasons = ["boring"]\n', "“boring” is none of the reject_reasons"),
        (POOL + "max_open = 0\n", "max_open"),
        (POOL + '[[route]]\npool = "out"\n', "“out” is no pool; the pools are inbound"),
        (POOL + "[[route]]\n", "give either pool or ae"),
        (POOL + '[[route]]\npool = "inbound"\nsegment = "moon"\n', "“moon” is no segment"),
        (POOL + '[[route]]\npool = "inbound"\npriority = "warm"\n', "priority"),
        (POOL + '[[route]]\npool = "inbound"\nterritory = ["a b"]\n', "“a b” is no domain"),
        ('[routing]\nfallback = "eve@x.test"\n', "routing.fallback"),
        ('[routing]\npool = "inbound"\n', "there is no [[pool]]"),
        ('[routing]\nreroute_reasons = ["moon"]\n', "“moon” is none of the reject_reasons"),
        ('[accounts]\n"acme.com" = "maria@x.test"\n', "maria@x.test is not listed"),
    ],
)
def test_what_does_not_fit_is_said(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(text + PEOPLE)
    assert said in str(refused.value)


def test_accounts_come_from_a_file_beside_the_policy_too(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POOL + '[routing]\naccounts_file = "accounts.csv"\n' + PEOPLE)
    with pytest.raises(PolicyError, match=r"accounts\.csv"):
        load(file)
    beside = tmp_path / "accounts.csv"
    beside.write_text(
        "\ufeffAccount,Domain,Owner\nAcme,*.ACME.com,anna@x.test\n,,\nHooli,hooli.de,ben@x.test\n"
    )
    first = load(file)
    assert first.owners == {"acme.com": "anna@x.test", "hooli.de": "ben@x.test"}
    beside.write_text("domain,owner\nacme.com,ben@x.test\n")
    assert load(file).version != first.version


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the first line must name the columns domain and owner"),
        ("domain,owner\nacme.com,\n", "line 2: acme.com has no owner"),
        ("domain,owner\nacme.com,a\n\nacme.com,b\n", "line 4: acme.com has two owners"),
        ("domain,owner\njane@acme.com,a\n", "line 2: “jane@acme.com” is no domain"),
    ],
)
def test_a_wrong_line_of_accounts_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_accounts(text)
    assert str(refused.value).startswith(said)
