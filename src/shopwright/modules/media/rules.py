"""What a file's name may be, and what its first bytes say it is."""

import re

from shopwright.modules.media.errors import BadFileName, UnsupportedPicture, WrongEnding

LONGEST_NAME = 255
_KINDS = {
    "png": frozenset({"png"}),
    "jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "webp": frozenset({"webp"}),
}
_ENDINGS = frozenset().union(*_KINDS.values())
# What a server somewhere might run or show, were it ever to see the name.
_ACTIVE = re.compile(
    r"\.(php\d?|phtml|phar|asp|aspx|ashx|jspx?|cgi|pl|py|rb|sh|exe|dll|bat|cmd|com|jar|js|mjs|s?html?|xhtml|svgz?|xml|"
    r"htaccess|ini|conf|env)(?=\.)",
    re.IGNORECASE,
)


def check_name(name: str) -> None:
    """Refuse a file whose name is no picture's; it is used for nothing, but tells what the sender has in mind.

    Raises:
        BadFileName: parts of a path, control characters, an ending of something else, or one that programs have.
    """
    is_plain = 0 < len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set('/\\:"')
    ending = name.rpartition(".")[2].lower()
    if not is_plain or name.startswith(".") or _ACTIVE.search(name):
        raise BadFileName
    if "." in name and ending not in _ENDINGS:
        raise BadFileName


def check_content(name: str, content: bytes) -> None:
    """Refuse what does not begin like a picture, or like another one than its name says.

    Raises:
        UnsupportedPicture, WrongEnding: see there.
    """
    kind = kind_of(content)
    if kind is None:
        raise UnsupportedPicture
    if "." in name and name.rpartition(".")[2].lower() not in _KINDS[kind]:
        raise WrongEnding


def kind_of(content: bytes) -> str | None:
    """``png``, ``jpeg`` or ``webp`` by the first bytes."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return None
