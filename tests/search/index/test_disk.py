"""The folder of the index is on a local disk, and writable."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import checks
from search.index import disk

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:25 / /srv rw,relatime shared:2 - nfs4 nas:/srv rw,vers=4.2
31 30 8:2 / /srv/local rw,relatime - xfs /dev/sdb1 rw
32 22 0:40 / /mnt/deux\\040mots rw shared:9 master:1 - cifs //nas/partage rw
33 22 0:41 / /home rw - fuse.sshfs moi@ailleurs: rw
34 22 0:42 / /couvert rw - 9p host rw
35 22 0:43 / /couvert rw - tmpfs tmpfs rw
broken line
""".splitlines()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/sillon", ""),
        ("/srv/sillon/search", "nfs4"),
        ("/srv", "nfs4"),
        ("/srvautre", ""),
        ("/srv/local/search", ""),
        ("/mnt/deux mots/search", "cifs"),
        ("/home/sillon/var", "fuse.sshfs"),
        ("/couvert/search", ""),
    ],
)
def test_file_systems_of_networks_are_recognised(path, kind):
    assert disk.network_type(Path(path), MOUNTS) == kind


def test_a_link_to_a_network_is_followed(tmp_path):
    (tmp_path / "search").symlink_to("/srv/search")
    assert disk.network_type(tmp_path / "search", MOUNTS) == "nfs4"


def test_this_machine_s_mounts_are_read(tmp_path):
    assert disk.network_type(tmp_path) in ("", *disk.NETWORK)


def ids() -> list[str | None]:
    return [message.id for message in checks.index_has_a_local_folder(None)]


def test_the_check_passes_on_a_local_folder(settings, tmp_path):
    settings.SEARCH_FOLDER = str(tmp_path / "new" / "search")
    assert ids() == []


def test_the_check_refuses_a_network_and_a_folder_that_cannot_be_written(settings, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    settings.SEARCH_FOLDER = str(tmp_path / "file" / "search")
    assert ids() == ["sillon.E111"]
    monkeypatch.setattr(disk, "network_type", lambda folder: "nfs4")
    assert ids() == ["sillon.E110", "sillon.E111"]


def test_there_is_nothing_to_check_without_a_folder(settings):
    settings.SEARCH_FOLDER = ""
    assert ids() == []
