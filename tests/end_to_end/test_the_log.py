"""At no level, and whatever goes wrong, does the log hold a secret or anything that people typed."""

import json
from pathlib import Path

from sandbox.config import Config
from sandbox.driver_modal import Modal
from sandbox.server import Sandbox
from tests import signed
from tests.end_to_end.process import Process, process
from tests.office import PACKAGE, ROOT, fill

TYPED = {
    "more": "Joe Roe, joe.roe@acme.example, CFO",
    "wrong": "jane at acme",
    "question": "Who signs the contract?",
    "answer": "Their new chairwoman",
    "copy": "chairwoman@acme.example",
    "subject": "A word before Thursday",
    "company": "Umbrella Corporation",
}
SECRETS = ("xoxb-sandbox", "xapp-sandbox", "sandbox-signing-secret")


def test_a_whole_life_at_debug_level_leaves_no_secret_in_the_log(tmp_path: Path) -> None:
    with (
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,
        process(slack, f"sqlite:///{tmp_path}/handoff.db", tmp_path) as bot,
    ):
        bot.environment["LOG_LEVEL"] = "DEBUG"
        bot.start()
        _lives(bot)
        assert bot.terminate()[0] == 0
        bot.socket_mode = True
        bot.start()
        bot.desk.fails("chat.postMessage", "bad_json", stored=True)
        assert fill(_form(bot), Company=TYPED["company"]).submit().ok
        bot.desk.as_user("anna").sees(TYPED["company"], within=10)
        assert bot.terminate()[0] == 0
        log = bot.log

    for happened in (
        "listener failed",
        "blocks refused",
        "not sent yet",
        "not looked up",
        '"level": "DEBUG"',
    ):
        assert happened in log, happened
    typed = [
        str(text) for label, text in PACKAGE.items() if label not in ("AE", "AE-ready checks", "Contact role")
    ]
    for secret in (*SECRETS, *typed, *TYPED.values()):
        assert secret not in log, secret
        assert json.dumps(secret)[1:-1] not in log, secret


def _lives(bot: Process) -> None:
    """A handoff with all that can be typed on its way, and every kind of failure beside it."""
    sam, anna, ben = (bot.desk.as_user(name) for name in ("sam", "anna", "ben"))
    bot.desk.skews(-400)  # an old signature
    assert not sam.types(f"/handoff {TYPED['company']}").ok
    bot.desk.skews(0)
    form = fill(_form(bot), Contact_email=TYPED["wrong"])
    assert form.submit(skip_client_checks=True).errors
    bot.desk.fails("users.info", "http_500")
    bot.desk.fails("chat.postMessage", "ratelimited", retry_after=1)
    assert form.fill({"Contact email": PACKAGE["Contact email"], "More contacts": TYPED["more"]}).submit().ok
    anna.sees("Acme (#1)", within=10)
    receipt = sam.sees("Acme (#1)", within=10)
    signed.click(bot.slack, ben, receipt, "Withdraw")
    signed.click(bot.slack, sam, receipt, "Withdraw", value="no number")
    asking = anna.opens_home(within=5).clicks("Ask for info").modal
    assert asking is not None
    assert asking.fill({"Question": TYPED["question"]}).submit().ok
    answering = sam.sees(TYPED["question"], within=10).clicks("Answer").modal
    assert answering is not None
    bot.desk.fails("chat.update", "reset_after")
    bot.desk.fails("chat.postMessage", "error", error="invalid_blocks")  # so the text goes alone
    assert answering.fill({"Answer": TYPED["answer"]}).submit().ok
    anna.sees(TYPED["answer"], within=10)
    anna.opens_home(within=5).clicks("Accept")
    edit = sam.sees("Introduction for Acme", within=10).clicks("Edit").modal
    assert edit is not None
    assert edit.fill({"Cc": TYPED["copy"], "Subject": TYPED["subject"]}).submit().ok
    anna.sees(TYPED["subject"], within=10).clicks("Mark as sent")
    anna.sees("marked it as sent", within=10)


def _form(bot: Process) -> Modal:
    modal = bot.desk.as_user("sam").types("/handoff").modal
    assert modal is not None
    return modal
