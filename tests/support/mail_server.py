"""A real mail server of a test's own, that takes mails, refuses, stalls or hangs up as it is told."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Postbox:
    """What the server took, and what it says at each step; ``None`` lets the server answer as usual."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.says_to_recipient: str | None = None
        self.says_to_sender: str | None = None
        self.says_to_data: str | None = None
        self.stalls = False
        self.hangs_up_after_data = False

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        if self.says_to_sender:
            return self.says_to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        if self.stalls:
            await asyncio.Event().wait()
        if self.says_to_recipient:
            return self.says_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.says_to_data:
            return self.says_to_data
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=default))
        self.recipients += envelope.rcpt_tos
        if self.hangs_up_after_data:
            assert server.transport is not None
            server.transport.close()
        return "250 taken"


@contextmanager
def mail_server(
    postbox: Postbox,
    *,
    certificate: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[int]:
    """Serve a postbox on a port of this machine; gives the port."""

    def admit(_s: SMTP, _session: Session, _e: Envelope, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login.decode(), given.password.decode()) == login)

    options: dict[str, Any] = {}
    if login is not None:
        options = {"auth_required": True, "authenticator": admit}
    if certificate is not None:
        options |= {"tls_context": certificate, "require_starttls": True}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
