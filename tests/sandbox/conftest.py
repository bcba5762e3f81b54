"""A workspace of three people and a stock app, new for every test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk import WebClient

from sandbox.config import (
    AppConfig,
    ChannelConfig,
    Config,
    DeliveryConfig,
    InstallTeamConfig,
    PersonConfig,
    UsergroupConfig,
)
from sandbox.driver import Driver
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from tests.sandbox.pressing import Ears

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    return Manifest.load(HERE / "manifest.yml")


@pytest.fixture
def config(manifest: Manifest) -> Config:
    person = PersonConfig
    return Config(
        app=AppConfig(name="Stock App", request_url="http://127.0.0.1:9/nobody"),
        people=(
            person("U0SAM", "sam", "Sam Rivera", email="sam@northwind.example", tz="Europe/Berlin"),
            person("U0ANNA", "anna", "Anna Keller", email="anna@northwind.example", tz="America/New_York"),
            person("U0PIA", "pia", "Pia Lind", email="pia@northwind.example", guest=True),
            person("U0OLAF", "olaf", "Olaf Brandt", email="olaf@northwind.example", deleted=True),
            person("U0CRM", "crmbot", "CRM Bot", bot=True),
        ),
        channels=(
            ChannelConfig("C0ORDERS", "orders", ("bot", "sam", "anna")),
            ChannelConfig("C0OPEN", "open", ("sam", "anna")),
            ChannelConfig("C0SECRET", "secret", ("sam",), private=True),
            ChannelConfig("C0OLD", "old", ("bot", "sam"), archived=True),
        ),
        install_teams=(
            InstallTeamConfig(
                "T0CONTOSO",
                "Contoso",
                "contoso",
                (person("U0ZOE", "zoe", "Zoe Lane"), person("U0GUS", "gus", "Gus Poe", guest=True)),
                (ChannelConfig("C0DESK", "desk", ("zoe", "bot")),),
            ),
        ),
        usergroups=(
            UsergroupConfig("S0SALES", "sales", "Sales", ("sam", "anna")),
            UsergroupConfig("S0GONE", "gone", "Gone", disabled=True),
        ),
        manifest=manifest,
        delivery=DeliveryConfig(event_retry_delays=(0.0, 0.01, 0.02)),
    )


@pytest.fixture
def workspace(config: Config) -> Iterator[Sandbox]:
    with Sandbox(config) as running:
        yield running


@pytest.fixture
def desk(workspace: Sandbox) -> Iterator[Driver]:
    with Driver(workspace.url) as driver:
        yield driver


@pytest.fixture
def hurried(config: Config) -> Iterator[Sandbox]:
    """The app has 0.4 s to answer, so that a test of the limit need not wait for three."""
    delivery = replace(config.delivery, ack_seconds=0.4, trigger_seconds=0.4)
    with Sandbox(replace(config, delivery=delivery)) as running:
        yield running


@pytest.fixture
def hurried_desk(hurried: Sandbox) -> Iterator[Driver]:
    with Driver(hurried.url) as driver:
        yield driver


@pytest.fixture
def client(workspace: Sandbox) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=workspace.api_url)


@pytest.fixture
def trusted(config: Config) -> Config:
    """The same workspace, the app holding chat:write.public too."""
    scopes = config.manifest.scopes | {"chat:write.public"}
    return replace(config, manifest=replace(config.manifest, scopes=scopes))


@pytest.fixture
def ears(desk: Driver) -> Iterator[Ears]:
    """An app that is the workspace's own: what it hears and answers is the test's to say."""
    heard = Ears()
    with heard.listen() as listening:
        desk.request_url(listening.url)
        yield heard
