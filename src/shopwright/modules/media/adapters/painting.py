"""Decoding beside the server: a process for each picture, few at a time, killed when late."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from shopwright.kernel.errors import ShopError
from shopwright.modules.media.contracts import MOST_PIXELS, SIDES, Painted
from shopwright.modules.media.errors import (
    AnimatedPicture,
    DamagedPicture,
    PictureTooLarge,
    PictureTooSlow,
    UnsupportedPicture,
)

_PROGRAM = Path(__file__).with_name("decoding.py")
_MEMORY = 1 << 30
_REFUSALS: Mapping[str, type[ShopError]] = {
    "unsupported": UnsupportedPicture,
    "damaged": DamagedPicture,
    "too_large": PictureTooLarge,
    "animated": AnimatedPicture,
}


class ProcessPainter:
    """``seconds``: how long a picture may take; ``program`` is what decodes."""

    def __init__(
        self,
        *,
        processes: int = 2,
        seconds: float = 10.0,
        ending: str = "webp",
        program: Path = _PROGRAM,
    ) -> None:
        self._places = asyncio.Semaphore(processes)
        self._seconds = seconds
        self._ending = ending
        self._program = program

    async def paint(self, content: bytes) -> Sequence[Painted]:
        async with self._places:
            answer = await self._run(content)
        head, _, rest = answer.partition(b"\n")
        try:
            told = json.loads(head)
        except ValueError:  # it died, of its limits or of the picture
            raise DamagedPicture from None
        if "refused" in told:
            raise _REFUSALS[told["refused"]]
        return self._cut(told["made"], rest)

    def _cut(self, made: Sequence[tuple[str, int, int, int]], rest: bytes) -> Sequence[Painted]:
        painted, at = [], 0
        for name, width, height, size in made:
            painted.append(Painted(name, width, height, self._ending, rest[at : at + size]))
            at += size
        return painted

    async def _run(self, content: bytes) -> bytes:
        """What the program answers; it sees no variable of our environment and no file of ours."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(self._program),
            self._ending,
            json.dumps(dict(SIDES)),
            str(MOST_PIXELS),
            str(_MEMORY),
            str(int(self._seconds) + 1),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            async with asyncio.timeout(self._seconds):
                answer, _ = await process.communicate(content)
        except TimeoutError:
            raise PictureTooSlow from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return answer
