"""The world outside: whoever decodes what strangers send, and whoever looks for viruses."""

from collections.abc import Sequence
from typing import Protocol

from shopwright.modules.media.contracts import Painted


class Painter(Protocol):
    """Makes the renditions of a picture, free of everything but pixels."""

    async def paint(self, content: bytes) -> Sequence[Painted]:
        """All sizes.

        Raises:
            UnsupportedPicture, DamagedPicture, PictureTooLarge, AnimatedPicture, PictureTooSlow: it can't be shown.
        """
        ...


class Scanner(Protocol):
    """Looks through a file."""

    async def scan(self, content: bytes) -> str | None:
        """The name of a virus, or None.

        Raises:
            ScannerAway: it gave no answer.
        """
        ...
