"""Refusals as people see them who look at pages: a page without a database, a template or a session."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from typing import Any

from shopwright.kernel.languages import preferred

Header = tuple[bytes, bytes]
_SITES = ("/store", "/admin")
_LONGEST_ACCEPT = 500
_STYLE = (
    ":root{color-scheme:light dark}body{font:1.05rem/1.6 system-ui,sans-serif;max-width:34rem;"
    "margin:15vh auto 0;padding:0 1.25rem}a{color:inherit}small{opacity:.75}"
)
_POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY.encode()),
)
_WORDS: Mapping[str, Mapping[int, tuple[str, str]]] = {
    "en": {
        403: ("That was not done", "It came from another site, or is not allowed."),
        404: ("There is nothing here", "The address leads nowhere."),
        413: ("That is too much", "What was sent is larger than we can take in."),
        429: ("One moment, please", "That was a lot at once. Try again in a little while."),
        500: ("Something went wrong", "It is our fault, and we have been told of it."),
        503: ("We will be back soon", "The shop can't answer at this moment. Try again shortly."),
    },
    "de": {
        403: ("Das wurde nicht getan", "Es kam von einer anderen Website oder ist nicht erlaubt."),
        404: ("Hier ist nichts", "Die Adresse führt nirgendwohin."),
        413: ("Das ist zu viel", "Was gesandt wurde, ist größer, als wir annehmen können."),
        429: ("Einen Augenblick bitte", "Das war viel auf einmal. Versuchen Sie es bald wieder."),
        500: ("Etwas ging schief", "Der Fehler liegt bei uns, und wir wissen davon."),
        503: ("Wir sind bald zurück", "Der Laden kann gerade nicht antworten. Bitte bald wieder."),
    },
}
_ONWARD = {"en": "Go on", "de": "Weiter"}


def page_for(
    path: str, headers: Iterable[Header], problem: Mapping[str, Any]
) -> tuple[bytes, tuple[Header, ...]] | None:
    """The body and headers of a page, where somebody looks at one; None where a program asks."""
    site = next((each for each in _SITES if path == each or path.startswith(f"{each}/")), None)
    sent = {name: value for name, value in headers if name in (b"accept", b"accept-language")}
    if site is None or b"text/html" not in sent.get(b"accept", b""):
        return None
    accepted = sent.get(b"accept-language", b"")[:_LONGEST_ACCEPT].decode("latin-1")
    language = preferred(accepted, tuple(_WORDS)) or "en"
    status = int(problem["status"])
    otherwise = (str(problem["title"]), str(problem.get("detail", "")))
    title, words = _WORDS[language].get(status, otherwise)
    reference = escape(str(problem.get("request_id", "")))
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1><p>{escape(words)}</p>"
        f'<p><a href="{site}">{_ONWARD[language]}</a></p>'
        f"<p><small>{status} {reference}</small></p></main></body></html>"
    )
    return text.encode(), _HEADERS
