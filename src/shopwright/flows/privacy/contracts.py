"""What the handling of personal data works with."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from shopwright.infra.work import Works


async def forget_no_files(_: Collection[str]) -> None:
    """For shops that keep nothing of a person in files."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """What requests are worked on with.

    ``cooling_off``: how long an erasure waits for second thoughts. ``archive_kept``: how long an archive can be
    fetched. ``forget_files`` removes the files that are about email addresses, mails in a folder for one.
    """

    works: Works
    cooling_off: timedelta = timedelta(days=14)
    archive_kept: timedelta = timedelta(hours=24)
    forget_files: Callable[[Collection[str]], Awaitable[None]] = forget_no_files


EXPORT_JOB, ERASURE_JOB = "privacy.export", "privacy.erase"
EXPORTED, ERASED = "privacy.exported", "privacy.erased"
EXPORT_ASKED, ERASURE_ASKED = "privacy.export_requested", "privacy.erasure_requested"
ERASURE_TAKEN_BACK = "privacy.erasure_cancelled"
