"""A site: pages under one address, with the templates, files and words that they are made of."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self

from shopwright.faces.pages.words import languages


@dataclass(frozen=True, slots=True)
class Site:
    """``root`` is where its pages are, ``/store``; below ``folder`` are ``templates``, ``static`` and ``locales``.

    ``theme`` is a shop's own folder: its templates, and the files in its ``static``, stand before ours.
    """

    root: str
    folder: Path
    theme: str = ""

    def themed(self, folder: str) -> Self:
        return replace(self, theme=folder) if folder else self

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    @property
    def locales(self) -> Path:
        return self.folder / "locales"

    @property
    def languages(self) -> tuple[str, ...]:
        return languages(self.locales)

    def asset(self, name: str) -> str:
        """The address of a file of ours; it changes with the file, so that browsers may keep it for good."""
        return _address(self.root, self.file(name))

    def file(self, name: str) -> Path:
        """A file of the theme, or else of ours."""
        own = Path(self.theme, "static", name)
        return own if self.theme and own.is_file() else self.static / name

    def inner(self, address: str, otherwise: str) -> str:
        """An address within the site to go on to, whatever was asked for; never another site's."""
        is_below = address == self.root or address.startswith((f"{self.root}/", f"{self.root}?"))
        is_ours = is_below and "\\" not in address and "//" not in address
        return address if is_ours and address.isprintable() and len(address) < 500 else otherwise


@cache
def _address(root: str, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{root}/static/{digest}/{path.name}"
