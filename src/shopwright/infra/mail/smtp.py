"""Mail handed to a server by SMTP."""

import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from time import monotonic
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException

from shopwright.infra.mail.mailer import MailDelayed, MailRefused
from shopwright.infra.mail.message import Message, compose
from shopwright.infra.settings.mail import StartTls
from shopwright.kernel.errors import ShopError

REST_AFTER_SILENCE = 30.0
_PORTS = {"smtp": 587, "smtps": 465}
_START_TLS = {StartTls.REQUIRED: True, StartTls.OFFERED: None, StartTls.NEVER: False}


class UnusableMailUrl(ShopError):
    code = "unusable_mail_url"
    title = "MAIL_URL is not of the form smtp://user:password@host:587 or smtps://…:465."


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    is_tls: bool
    username: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """The server that an address names; user and password are percent-encoded.

        Raises:
            UnusableMailUrl: not an address of that form.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise UnusableMailUrl from None
        is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
        if parts.scheme not in _PORTS or not parts.hostname or not is_bare:
            raise UnusableMailUrl
        return cls(
            parts.hostname,
            port or _PORTS[parts.scheme],
            parts.scheme == "smtps",
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )


class SmtpMailer:
    """Opens a connection for each mail; a server that kept us waiting is left alone for a while."""

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        *,
        start_tls: StartTls = StartTls.REQUIRED,
        timeout: float = 20.0,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._start_tls = False if server.is_tls else _START_TLS[start_tls]
        self._timeout = timeout
        self._trusted = trusted
        self._silent_until = 0.0

    async def send(self, message: Message) -> None:
        composed = compose(message, self._sender).as_bytes()
        if monotonic() < self._silent_until:
            raise MailDelayed("The mail server did not answer just now.")
        try:
            async with self._client() as client:
                await client.sendmail(self._sender.addr_spec, [message.to], composed)
        except (aiosmtplib.SMTPTimeoutError, aiosmtplib.SMTPConnectTimeoutError) as error:
            self._silent_until = monotonic() + REST_AFTER_SILENCE
            raise MailDelayed(_said(error)) from None
        except (SMTPException, OSError) as error:
            raise _outcome(error) from None

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            use_tls=self._server.is_tls,
            start_tls=self._start_tls,
            timeout=self._timeout,
            tls_context=self._trusted,
        )


def _outcome(error: SMTPException | OSError) -> MailRefused | MailDelayed:
    """Refused for good is what the server says of this recipient or this content; all else may be ours to mend."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = [refused.code for refused in error.recipients]
        spoken = "; ".join(_said(refused) for refused in error.recipients)
        return (MailRefused if all(code >= 500 for code in codes) else MailDelayed)(spoken)
    if isinstance(error, aiosmtplib.SMTPDataError) and error.code >= 500:
        return MailRefused(_said(error))
    return MailDelayed(_said(error))


def _said(error: Exception) -> str:
    """What the server said, in one line without addresses of people."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        words = " ".join(word for word in error.message.split() if "@" not in word)
        return f"{error.code} {words}"[:300]
    return type(error).__name__
