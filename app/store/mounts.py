"""Which file system a folder lies on: SQLite's locks and shared memory do not reach over a network."""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")  # there on Linux alone: elsewhere nothing is known, and nothing refused
OVER_A_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "drvfs", "afs", "coda", "ceph", "lustre"),
    *("glusterfs", "beegfs", "gpfs", "pvfs2", "orangefs", "davfs", "sshfs", "s3fs", "gcsfuse", "rclone"),
}


def network_file_system(folder: Path) -> str | None:
    """Name the network file system that an existing folder lies on; None if it lies on a disk of ours."""
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    kind = kind_at(folder.resolve(), mounts)
    return kind if kind.removeprefix("fuse.") in OVER_A_NETWORK else None


def kind_at(folder: Path, mounts: str) -> str:
    """Give the type of the file system at an absolute path, from the text of a mountinfo file; "" if unknown.

    Each line is `id parent device root MOUNT-POINT options … - TYPE source options`.
    """
    nearest, kind = Path(), ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if "-" not in fields[6:-1]:
            continue
        point = Path(_unescaped(fields[4]))
        # Of two mounts at one place the later one hides the other.
        if folder.is_relative_to(point) and len(point.parts) >= len(nearest.parts):
            nearest, kind = point, fields[fields.index("-", 6) + 1]
    return kind


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
