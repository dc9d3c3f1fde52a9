"""Files of lines that are only ever added to, and are on the disk when the call is over."""

import os
from pathlib import Path


def append_line(path: Path, line: str) -> None:
    """Add a line, for good; makes the folder where it is missing. Blocks: for use in a thread."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_lines(path: Path) -> list[str]:
    """Every line that is there; none where there is no file."""
    return path.read_text().splitlines() if path.exists() else []
