"""The disk of the index: it must be local, since files of a network cannot be mapped into memory or locked safely."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

#: Types of file systems of networks, as Linux names them.
NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
#: With less room than this, in bytes, a failure to write is explained by it.
ROOM = 20_000_000
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_ESCAPE = re.compile(r"\\([0-7]{3})")


def network_type(folder: Path, mounts: Iterable[str] | None = None) -> str:
    """Return the type of the file system of a folder if it is one of a network, else "".

    `mounts` are the lines of /proc/self/mountinfo; where there is no such file, the answer is "".
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(errors="replace").splitlines()
        except OSError:
            return ""
    path, longest, file_system = Path(os.path.realpath(folder)), -1, ""
    for line in mounts:
        before, _, after = line.partition(" - ")
        columns, types = before.split(" "), after.split(" ")
        if len(columns) < 5:
            continue
        point = Path(_ESCAPE.sub(lambda match: chr(int(match[1], 8)), columns[4]))
        # A later mount on the same point covers the one before.
        if path.is_relative_to(point) and len(point.parts) >= longest:
            longest, file_system = len(point.parts), types[0]
    return file_system if file_system in NETWORK else ""


def is_writable(folder: Path) -> bool:
    """Whether a file can be written to a folder, which is created if it is missing."""
    path = folder / f".essai-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        path.unlink()
    except OSError:
        return False
    return True


def explain(error: Exception, folder: Path) -> str:
    """Return in French why the index of a folder could not be written."""
    return f"L’index de la recherche ({folder}) n’a pas pu être écrit, l’actuel reste : {_reason(error, folder)}"


def _reason(error: Exception, folder: Path) -> str:
    # The engine often says no more than that its thread has failed.
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL or is_full(folder):
        return "le disque est plein"
    return "Sillon ne peut pas y écrire" if number in _FORBIDDEN else str(error)


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has less room than `ROOM`."""
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError:
        return False
