"""Files: brought to Slack unseen, shown by one call that is never simply repeated, taken back by another."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient

from app.domain.model import Owed
from app.domain.tries import MaybePosted, NotPosted
from app.slack.messages import Message
from app.slack.sending import Line, seconds_to_wait
from app.store import outbox as rows
from app.store.db import Database

GONE = ("file_not_found", "file_deleted")


def upload(db: Database, line: Line, owed: Owed, message: Message) -> None:
    """Bring the file of a message to Slack, if it has one, and note its id: nobody sees it until `share`.

    Raises NotPosted (doing it again is harmless) or Refused.
    """
    if (file := message.file) is None:
        return
    length = len(file.content)
    place = line.harmless(
        line.client.files_getUploadURLExternal, filename=file.name, length=length, alt_txt=file.alt or None
    )
    url, file_id = place["upload_url"], place["file_id"]
    if not (url and file_id):
        raise NotPosted("an answer without the place to upload to")
    _put(line.client, str(url), file.content)
    owed.note = owed.note | {"file": str(file_id)}
    with db.transaction() as session:
        rows.write_back(session, owed, note=owed.note)


def share(line: Line, owed: Owed, message: Message, channel: str) -> tuple[str, str]:
    """Show an uploaded file; gives its channel and, as Slack does not tell a ts, its id in place of one.

    Raises NotPosted, MaybePosted or Refused.
    """
    file_id, title = owed.note["file"], message.file.title if message.file else ""
    answer = line.call(
        line.client.files_completeUploadExternal,
        to=owed.recipient,
        files=[{"id": file_id, "title": title}],
        channel_id=channel,
        thread_ts=message.thread,
        initial_comment=message.text,
    )
    if not answer["files"]:
        raise MaybePosted("an answer without its file")
    return channel, file_id


def take_back(line: Line, owed: Owed) -> None:
    """Delete a file that is no longer true, as far as it may have been shown; other messages it leaves alone.

    Raises NotPosted (doing it again is harmless) or Refused.
    """
    file_id = owed.ts or owed.note.get("file")
    if owed.kind != "file" or not file_id:
        return
    try:
        line.harmless(line.client.files_delete, file=file_id)
    except NotPosted as failure:
        if str(failure) not in GONE:
            raise


def _put(client: WebClient, url: str, content: bytes) -> None:
    """Send the bytes where Slack wants them, by the client's own proxy, certificates and time limit.

    It is another machine than Slack's API, and a firewall may close the way to it for good: so whatever goes
    wrong counts as a try of this message, or it would hold up the ones behind it for ever.
    """
    proxies = [ProxyHandler({"http": client.proxy, "https": client.proxy})] if client.proxy else []
    opener = build_opener(HTTPSHandler(context=client.ssl), *proxies)
    try:
        with opener.open(Request(url, content), timeout=client.timeout):
            pass
    except HTTPError as error:
        error.close()
        if error.code == 429:
            raise NotPosted("ratelimited", seconds_to_wait(error.headers)) from error
        raise NotPosted(f"the upload failed: HTTP {error.code}") from error
    except (OSError, HTTPException) as error:
        raise NotPosted(f"the upload failed: {type(error).__name__}") from error
