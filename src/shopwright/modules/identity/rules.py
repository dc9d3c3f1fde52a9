"""Decisions about names, passwords, and how long to wait after a failed sign-in."""

import base64
import hashlib
import ipaddress
import re
import unicodedata
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from shopwright.kernel import text
from shopwright.kernel.errors import InvalidText
from shopwright.modules.identity.contracts import Patience, Standing
from shopwright.modules.identity.errors import InvalidEmail, InvalidUsername, WeakPassword

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128
FREE_ATTEMPTS_ACCOUNT = 5
FREE_WISHES = 3  # mails to one address that somebody asked for by typing it
FREE_ATTEMPTS_ADDRESS = 100  # a house of many people signs in at the same moment
LONGEST_PAUSE = timedelta(hours=1)
MOST_SESSIONS = 20
LONGEST_NAME = 255
FORGIVEN_AFTER = timedelta(hours=24)  # of silence, then the count begins anew
LONGEST_SESSION = timedelta(days=30)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,49}")
_IPV6_NETWORK = 64  # what one household or one attacker gets


def email_of(typed: str) -> tuple[str, str]:
    """An address as it is stored and mailed to, and the form in which it is unique.

    The local part is ASCII, the domain IDNA: there are no two addresses that look alike and none that folds into
    another's.

    Raises:
        InvalidEmail: says what is wrong with it.
    """
    try:
        valid = validate_email(
            typed,
            allow_smtputf8=False,
            check_deliverability=False,
            strict=True,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise InvalidEmail(str(error)) from None
    stored = valid.ascii_email or valid.normalized
    return stored, stored.lower()


def username_of(typed: str) -> str:
    """A username in small letters.

    Raises:
        InvalidUsername: not of the accepted form.
    """
    if not typed.isascii() or not _USERNAME.fullmatch(lowered := typed.lower()):
        raise InvalidUsername
    return lowered


def identifier_of(typed: str) -> str | None:
    """The name under which an account may be found, or None where there can't be one."""
    try:
        return email_of(typed)[1] if "@" in typed else username_of(typed)
    except (InvalidEmail, InvalidUsername):
        return None


def password_of(typed: str) -> str:
    """A password in one Unicode form, so that every keyboard's way to write it counts."""
    return unicodedata.normalize("NFC", typed)


def check_password(password: str, *, email: str, username: str | None) -> None:
    """Refuse a password that is too short, too long or a name.

    Raises:
        WeakPassword: says why.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
        raise WeakPassword(message)
    if text.fault_of(password):
        raise WeakPassword("A password has no control characters.")
    lowered = password.casefold()
    names = {email, email.partition("@")[0], username or ""}
    if lowered in names or len(set(lowered)) < 3:
        raise WeakPassword("A password is neither your name nor one character over and over.")


def words_of(email: str, username: str | None, full_name: str) -> list[str]:
    """What somebody who knows a person would try first."""
    return [word for word in (email.lower(), username or "", full_name) if word]


def account_key(typed: str, purpose: str = "account", place: str = "") -> str:
    """What attempts on an account are counted by: the typed name, so that unknown ones are counted alike."""
    name = identifier_of(typed) or typed.casefold()
    counted = f"{name}\n{place}" if place else name
    digest = hashlib.sha256(counted.encode(errors="surrogatepass")).hexdigest()
    return f"{purpose}:{digest}"


def address_key(address: str) -> str:
    """What attempts from an address are counted by: an IPv4 address, or an IPv6 network of a household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address[:45]}"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return f"address:{parsed.ipv4_mapped}"
        network = ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False)
        return f"address:{network.network_address}"
    return f"address:{parsed}"


def pause_after(attempts: int, free: int) -> timedelta:
    """How long to wait after so many attempts: nothing while they are free, then 1 s, doubling to an hour."""
    if attempts < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(attempts - free, 20)), LONGEST_PAUSE)


def is_over(standing: Standing, patience: Patience, now: datetime) -> bool:
    """Whether a browser's session was unused for too long, or lasts too long for one who holds rights."""
    if standing.rights:
        return is_over_for_staff(standing, patience, now)
    unused, lasted = now - standing.last_used_at, now - standing.created_at
    return unused >= patience.idle or lasted >= patience.longest


def is_over_for_staff(standing: Standing, patience: Patience, now: datetime) -> bool:
    """The same of any session of one who holds rights; whoever holds none is bound by his refresh token's end."""
    unused, lasted = now - standing.last_used_at, now - standing.created_at
    is_over = unused >= patience.staff_idle or lasted >= patience.staff_longest
    return bool(standing.rights) and is_over


def challenge_of(verifier: str) -> str:
    """What a provider is shown of a verifier at first (PKCE, RFC 7636: S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def name_of(told: str) -> str:
    """A name as another server tells it, or nothing where it is not fit to be shown."""
    try:
        return text.clean(told[:LONGEST_NAME])
    except InvalidText:
        return ""
