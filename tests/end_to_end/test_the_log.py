"""At no level, and whatever goes wrong, does the log hold a secret or anything that people typed."""

import json
from pathlib import Path

from sqlalchemy import make_url

from sandbox.config import Config
from sandbox.driver_message import Reply
from sandbox.driver_modal import Modal
from sandbox.server import Sandbox
from tests import every_request, postgres, signed
from tests.accepting import accepts
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
    "rating": "They were never told the price",
    "loss": "Bought from their cousin",
    "message": "Wayne called, he is worried",
}
PASSWORD = "correct-horse-battery"
SECRETS = ("xoxb-sandbox", "xapp-sandbox", "sandbox-signing-secret", PASSWORD)
AMONG_OTHERS = ("AE", "AE-ready checks", "Contact role")  # words that may stand in a log for other reasons


def test_a_whole_life_at_debug_level_leaves_no_secret_in_the_log(postgres_url: str, tmp_path: Path) -> None:
    postgres.empty_database(postgres_url)
    url = make_url(postgres_url).set(password=PASSWORD)
    with (
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,
        process(slack, url.render_as_string(hide_password=False), tmp_path) as bot,
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
        bot.environment["DATABASE_URL"] = url.set(port=1).render_as_string(hide_password=False)
        bot.start(wait=False)
        assert bot.running is not None
        assert bot.running.wait(30) == 2
        log = bot.log
        triggers, urls = list(slack.workspace.triggers._given), list(slack.workspace.response_urls)

    for happened in (
        "listener failed",
        "blocks refused",
        "not sent yet",
        "not looked up",
        '"level": "DEBUG"',
        "DATABASE_URL: the database cannot be used",
    ):
        assert happened in log, happened
    typed = [str(text) for label, text in PACKAGE.items() if label not in AMONG_OTHERS]
    assert triggers
    assert urls
    for secret in (*SECRETS, *typed, *TYPED.values(), "Jane", "jane@", *triggers, *urls):
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
    broken = every_request.from_message(bot.slack, "U0SAM", TYPED["message"])
    broken["message"] = [broken["message"]]  # so the listener crashes on what was typed
    assert signed.post(bot.slack, broken).status_code == 200
    broken = every_request.form(bot.slack, "U0SAM", company=TYPED["message"])
    broken["view"]["id"] = {"no": "id"}  # so the database refuses it
    assert signed.post(bot.slack, broken).status_code == 200
    asking = anna.opens_home(within=5).clicks("Ask for info").modal
    assert asking is not None
    assert asking.fill({"Question": TYPED["question"]}).submit().ok
    answering = sam.sees(TYPED["question"], within=10).clicks("Answer").modal
    assert answering is not None
    bot.desk.fails("chat.update", "reset_after")
    bot.desk.fails("chat.postMessage", "error", error="invalid_blocks")  # so the text goes alone
    assert answering.fill({"Answer": TYPED["answer"]}).submit().ok
    anna.sees(TYPED["answer"], within=10)
    accepts(anna.opens_home(within=5))
    edit = sam.sees("Introduction for Acme", within=10).clicks("Edit").modal
    assert edit is not None
    assert edit.fill({"Cc": TYPED["copy"], "Subject": TYPED["subject"]}).submit().ok
    anna.sees(TYPED["subject"], within=10).clicks("Mark as sent")
    anna.sees("marked it as sent", within=10)
    for button in ("Log first touch", "Meeting booked", "No-show", "Opportunity"):
        if asked := _click(bot, button).modal:
            assert asked.submit().ok
    rated = _click(bot, "Rate lead").modal
    assert rated is not None
    assert rated.fill({"Lead quality": "★★☆☆☆  2", "Note": TYPED["rating"]}).submit().ok
    sam.sees(TYPED["rating"], within=10)
    lost = _click(bot, "Lost").modal
    assert lost is not None
    assert lost.fill({"Comment": TYPED["loss"]}).submit().ok
    sam.sees(TYPED["loss"], within=10)


def _click(bot: Process, button: str) -> Reply:
    """Anna clicks on her card as soon as it has the button, and again if the card was redrawn meanwhile."""
    anna = bot.desk.as_user("anna")

    def clicked() -> Reply | None:
        card = anna.sees("hands this prospect to you", within=10)
        reply = card.clicks(button) if button in card.buttons() else None
        return reply if reply and reply.ok else None

    reply: Reply = bot.desk.wait_for(clicked, within=10)
    return reply


def _form(bot: Process) -> Modal:
    modal = bot.desk.as_user("sam").types("/handoff").modal
    assert modal is not None
    return modal
