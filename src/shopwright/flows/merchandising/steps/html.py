"""Descriptions: HTML of a stranger made safe, plain text made HTML."""

import re
from html import escape

import nh3

from shopwright.flows.merchandising.steps.cells import BadCell
from shopwright.kernel.errors import InvalidText
from shopwright.kernel.text import clean

LONGEST_DESCRIPTION = 200_000
_DEEPEST = 200  # tags within tags; more is no text and costs the parser its square
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={
        "script",
        "style",
        "iframe",
        "object",
        "noscript",
        "template",
        "title",
    },
    attributes={
        "a": {"href", "title"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
    strip_comments=True,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
_NEVER_CLOSED = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "p",
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "tr",
    "source",
    "wbr",
}
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")


def description_of(text: str, *, column: str) -> str:
    """Sanitised HTML. Text without tags becomes paragraphs.

    Raises:
        BadCell: too long, too deeply nested, or with characters that can't be stored.
    """
    if not text or text.isspace():
        return ""
    try:
        tidy = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    except InvalidText as error:
        raise BadCell(column, f"The text can't be stored: {error.detail}.") from None
    if len(tidy) > LONGEST_DESCRIPTION:
        raise BadCell(
            column,
            f"The text has {len(tidy):,} characters; {LONGEST_DESCRIPTION:,} are accepted.",
        )
    if not (_TAG.search(tidy) or _ENTITY.search(tidy)):
        return _paragraphs(tidy)
    if _depth(tidy) > _DEEPEST:
        raise BadCell(column, f"The text has more than {_DEEPEST} tags within each other.")
    return _CLEANER.clean(tidy).strip()


def _paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, one line alone stays as it is."""
    if "\n" not in text:
        return escape(text, quote=False)
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "".join(
        f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part
    )


def _depth(text: str) -> int:
    deepest = depth = 0
    for closing, name in _TAG.findall(text):
        if name.lower() in _NEVER_CLOSED:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
