"""Places where a test kills the process, or a machine that it leans on, to see what that leaves; nothing happens unless one is armed."""

import os
import signal
from collections.abc import Callable


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_armed: str = ""
_deed: Callable[[], None] = _die


def arm(name: str, deed: Callable[[], None] = _die) -> None:
    """Do a deed, or die, the next time that the named place is reached; an empty name disarms."""
    global _armed, _deed
    _armed, _deed = name, deed


def reach(name: str) -> None:
    if _armed == name:
        deed = _deed
        arm("")
        deed()
