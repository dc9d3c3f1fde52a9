"""Places where a test kills the process, to see what a crash leaves; nothing happens unless one is armed."""

import os
import signal

_armed: str = ""


def arm(name: str) -> None:
    """Die at the named place the next time it is reached; an empty name disarms."""
    global _armed  # noqa: PLW0603 - a process dies once
    _armed = name


def reach(name: str) -> None:
    if _armed == name:
        os.kill(os.getpid(), signal.SIGKILL)
