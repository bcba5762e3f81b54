"""IMAP on a real Dovecot: which folder, over which line, and what is said when it is not to be."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.domain.tries import MaybePosted, NotPosted, Refused, ShutOut
from app.outside import imap
from tests.outside import dovecot
from tests.outside.dovecot import PASSWORD, Dovecot

MAIL = b"Message-ID: <one@northwind.example>\r\nSubject: One\r\n\r\nOne\r\n"
SAM = "sam@northwind.example"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.mark.parametrize("folder", ["Entwürfe", "Drafts", "Brouillons", "Work/下書き"])
def test_the_folder_of_drafts_is_found(server: Dovecot, folder: str) -> None:
    server.employs(SAM, folder)
    with imap.opened(imap.server(server.address), SAM, PASSWORD) as box:
        assert box.folder == folder
        assert not box.has("one@northwind.example")
        box.put(MAIL)
        assert box.has("one@northwind.example")
        assert not box.has("two@northwind.example")
    ((flags, raw),) = server.drafts(SAM, folder)
    assert raw == MAIL
    assert {rb"\Draft", rb"\Seen"} <= flags


def test_the_special_use_comes_before_the_name(server: Dovecot) -> None:
    server.employs(SAM, "Drafts")
    with server.mailbox(SAM) as mailbox:
        mailbox.create_folder("Entwürfe")  # which the server says is for drafts
    with imap.opened(imap.server(server.address), SAM, PASSWORD) as box:
        assert box.folder == "Entwürfe"


def test_a_password_of_any_letters_is_taken(server: Dovecot) -> None:
    server.employs("ann@northwind.example", "Drafts", password='pässwörd "\\ 密')
    with imap.opened(imap.server(server.address), "ann@northwind.example", 'pässwörd "\\ 密') as box:
        assert box.folder == "Drafts"


def test_what_cannot_be_is_named_for_what_it_means(server: Dovecot) -> None:
    server.employs(SAM, None)
    with (
        pytest.raises(Refused, match="no folder of drafts"),
        imap.opened(imap.server(server.address), SAM, PASSWORD),
    ):
        pass
    with (
        pytest.raises(ShutOut, match="user name or the password"),
        imap.opened(imap.server(server.address), SAM, "wrong"),
    ):
        pass
    with (
        pytest.raises(NotPosted, match="not reachable"),
        imap.opened(imap.server("imap://127.0.0.1:9"), SAM, PASSWORD),
    ):
        pass


def test_an_encrypted_line_is_checked_before_the_password_leaves(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.employs(SAM, "Drafts")
    encrypted = imap.server(f"imaps://localhost:{server.tls}")
    starttls = imap.Server("localhost", server.plain, starttls=True, plain=False)
    before = (server.folder / "log").read_text().count(f"user=<{SAM}>")
    for where in (encrypted, starttls):
        with pytest.raises(NotPosted, match="certificate is not valid"), imap.opened(where, SAM, PASSWORD):
            pass
    assert (server.folder / "log").read_text().count(f"user=<{SAM}>") == before
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    for where in (encrypted, starttls):
        with imap.opened(where, SAM, PASSWORD) as box:
            assert box.folder == "Drafts"


def test_a_server_elsewhere_is_never_reached_unencrypted() -> None:
    for text, said in (
        ("imap.example.com", "imaps://imap.example.com:993"),
        ("imaps://imap.example.com:1993", "imaps://imap.example.com:1993"),
        ("imap://imap.example.com", "imap://imap.example.com:143"),
        ("imap://[::1]:1143", "imap://[::1]:1143"),
    ):
        where = imap.server(text)
        assert str(where) == said == str(imap.server(said))
        assert where.plain is (where.host == "::1")
        assert where.starttls is (said.startswith("imap://imap"))
    for wrong in ("", "https://imap.example.com", "imaps://sam:pw@imap.example.com", "imap.example.com/x"):
        with pytest.raises(ValueError, match="write it like"):
            imap.server(wrong)


ANSWERS = {
    b"LIST": b'* LIST (\\Drafts) "/" "Drafts"\r\n',
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
}


@contextmanager
def hanging_up_after(command: bytes) -> Iterator[imap.Server]:
    """A mail server that says yes to everything, and hangs up when it hears one command."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        there, _ = listening.accept()
        with there, there.makefile("rb") as heard:
            there.sendall(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
            for line in heard:
                tag, _, said = line.partition(b" ")
                if said.upper().startswith(command):
                    return
                answer = ANSWERS.get(said.upper().split()[0], b"")
                there.sendall(answer + tag + b" OK done\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield imap.Server("127.0.0.1", listening.getsockname()[1], starttls=False, plain=True)
    finally:
        listening.close()
        thread.join(5)


def test_a_line_that_breaks_says_nothing_of_the_password_and_leaves_open_what_became_of_the_mail() -> None:
    with (
        hanging_up_after(b"LOGIN") as where,
        pytest.raises(NotPosted),
        imap.opened(where, SAM, PASSWORD),
    ):
        pass
    with hanging_up_after(b"APPEND") as where, imap.opened(where, SAM, PASSWORD) as box:
        with pytest.raises(MaybePosted):
            box.put(MAIL)
        with pytest.raises(NotPosted):
            box.has("one@northwind.example")
