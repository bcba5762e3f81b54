"""A real Dovecot from Debian's package, on free ports of this machine, with mailboxes of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

PROGRAM = Path("/usr/sbin/dovecot")
PASSWORD = "correct horse"
NOBODY = 65534 if os.geteuid() == 0 else os.geteuid()
# Its input ends when we close it or die, even by kill -9. In order, Dovecot takes a second to end.
WATCHER = 'read -r _; kill -KILL -"$1"; rm -rf "$2"'
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain
{users}
first_valid_uid = 1
mail_location = maildir:~/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users/%u
}}
userdb {{
  driver = static
  args = uid={nobody} gid={nobody} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Entwürfe {{
    special_use = \\Drafts
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """Where it is, and the people's mailboxes in it."""

    folder: Path
    plain: int
    tls: int

    @property
    def address(self) -> str:
        """The server as our command takes it, unencrypted."""
        return f"imap://127.0.0.1:{self.plain}"

    @property
    def certificate(self) -> Path:
        """What to trust to reach it encrypted."""
        return self.folder / "cert.pem"

    def employs(self, user: str, drafts: str | None, password: str = PASSWORD) -> None:
        """Make a mailbox, with a folder of drafts of this name (none if there is none)."""
        self.knows(user, password)
        shutil.rmtree(self.folder / "home" / user, ignore_errors=True)
        if drafts:
            with self.mailbox(user, password) as mailbox:
                mailbox.create_folder(drafts)

    def knows(self, user: str, password: str) -> None:
        """Set somebody's password. Of one whom it has asked for it sees a change when the second is over."""
        file = self.folder / "users" / user
        is_change = file.exists() and file.read_text("utf-8") != f"{user}:{{PLAIN}}{password}\n"
        file.write_text(f"{user}:{{PLAIN}}{password}\n", "utf-8")
        if is_change:
            time.sleep(1.1)

    @contextmanager
    def mailbox(self, user: str, password: str = PASSWORD) -> Iterator[IMAPClient]:
        """Look into a mailbox as a mail program does."""
        client = IMAPClient("127.0.0.1", self.plain, ssl=False, timeout=10)
        client.plain_login(user, password)
        try:
            yield client
        finally:
            client.logout()

    def drafts(self, user: str, folder: str = "Entwürfe") -> list[tuple[set[bytes], bytes]]:
        """Every draft, with its flags."""
        with self.mailbox(user) as mailbox:
            mailbox.select_folder(folder, readonly=True)
            found = mailbox.fetch(mailbox.search(), ["FLAGS", "BODY.PEEK[]"])
        return [(set(one[b"FLAGS"]), one[b"BODY[]"]) for one in found.values()]


@contextmanager
def running() -> Iterator[Dovecot]:
    """Start it, and stop it."""
    if not PROGRAM.exists():
        raise RuntimeError(f"no {PROGRAM}: as root `make mailserver`, or apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="handoff-imap-"))
    folder.chmod(0o755)
    dovecot = Dovecot(folder, *_free_ports(2))
    _prepare(dovecot)
    process = subprocess.Popen(
        [PROGRAM, "-F", "-c", folder / "dovecot.conf"], stdin=subprocess.DEVNULL, start_new_session=True
    )
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", WATCHER, "watcher", str(process.pid), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _wait(dovecot, process, folder / "log")
        yield dovecot
    finally:
        watcher.communicate()
        process.wait(10)


def _prepare(dovecot: Dovecot) -> None:
    folder, own = dovecot.folder, ""
    if os.geteuid() != 0:
        me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        own = f"default_internal_user = {me}\ndefault_login_user = {me}"
    text = CONFIG.format(folder=folder, users=own, nobody=NOBODY, plain=dovecot.plain, tls=dovecot.tls)
    (folder / "dovecot.conf").write_text(text, "utf-8")
    (folder / "users").mkdir()
    (folder / "home").mkdir()
    os.chown(folder / "home", NOBODY, -1)
    _make_certificate(folder)


def _make_certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=1)).add_extension(here, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _wait(dovecot: Dovecot, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 15
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", dovecot.plain), timeout=1) as there:
                if there.recv(20).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no Dovecot for the tests: {log.read_text() if log.exists() else 'it said nothing'}")


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
