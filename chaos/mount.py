"""Small disks, so that a full one is soon made."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def may_mount() -> bool:
    """Whether small disks can be made here."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[None]:
    """Mount a disk of so many megabytes there. Raises CalledProcessError."""
    size = f"size={megabytes}m,mode=0777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
