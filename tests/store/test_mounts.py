"""Which file system a database would lie on, read from samples of /proc/self/mountinfo."""

from pathlib import Path

import pytest

from app.store.mounts import OVER_A_NETWORK, kind_at, network_file_system

SERVER = r"""
22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
31 27 0:27 / /srv rw shared:6 master:2 - nfs4 10.0.0.2:/export rw,vers=4.2,hard
32 31 8:17 / /srv/local rw - xfs /dev/sdb1 rw
33 27 0:30 / /mnt/sales\040team\134s rw - cifs //files/sales rw
34 27 0:31 / /home/ann/box rw,nosuid - fuse.sshfs ann@box: rw
35 27 0:32 / /srvx rw - btrfs /dev/sdc rw
36 27 0:33 / /over rw - ext4 /dev/sdd rw
37 27 0:34 / /over rw - ceph 10.0.0.3:/ rw
cut short
"""
WSL = r"""
57 56 8:32 / / rw,relatime - ext4 /dev/sdc rw,discard,errors=remount-ro,data=ordered
90 57 0:43 / /mnt/c rw,noatime - 9p drvfs rw,dirsync,aname=drvfs;path=C:\;uid=1000;gid=1000
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/handoff", "ext4"),
        ("/srv", "nfs4"),
        ("/srv/handoff/var", "nfs4"),
        ("/srv/local/handoff", "xfs"),
        ("/srvx/handoff", "btrfs"),
        ("/mnt/sales team\\s/bot", "cifs"),
        ("/home/ann/box", "fuse.sshfs"),
        ("/over/there", "ceph"),
    ],
)
def test_the_longest_mount_above_a_folder_says_what_it_lies_on(folder: str, kind: str) -> None:
    assert kind_at(Path(folder), SERVER) == kind


def test_a_windows_drive_under_wsl_is_one_over_a_network() -> None:
    assert kind_at(Path("/mnt/c/Users/ann/handoff"), WSL) in OVER_A_NETWORK
    assert kind_at(Path("/home/ann/handoff"), WSL) == "ext4"


def test_where_nothing_is_known_nothing_is_refused() -> None:
    assert kind_at(Path("/anywhere"), "") == ""


def test_the_folder_of_this_test_lies_on_no_network(tmp_path: Path) -> None:
    assert network_file_system(tmp_path) is None
