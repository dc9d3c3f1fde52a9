"""Providers of identities that run on this machine: a real one in its process, and one that lies on demand."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from typing_extensions import override

from tests.support.process import started
from tests.support.running import free_port

PATIENCE = 30.0
WELL_KNOWN = "/.well-known/openid-configuration"


@contextmanager
def real_provider(folder: Path, **claims: Any) -> Iterator[str]:
    """An OpenID provider in a process of its own, which knows one person; gives its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port))
    told = ("--user-claims", json.dumps(claims))
    with started((*command, *told), folder, {"PATH": "/usr/bin:/bin"}):
        deadline = monotonic() + PATIENCE
        while True:
            try:
                httpx2.get(issuer + WELL_KNOWN, timeout=1).raise_for_status()
            except httpx2.HTTPError:
                assert monotonic() < deadline, (folder / "log").read_text(encoding="utf-8")
                sleep(0.05)
            else:
                break
        yield issuer


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Liar:
    """An issuer that answers as it is told to: ``claims`` and ``header`` go over what would be true."""

    issuer: str = ""
    kid: str = "k1"
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    id_token: str | None = None
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)

    def jwk(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return told | {"kid": self.kid, "use": "sig", "alg": "RS256"}

    def signed(self, claims: dict[str, Any]) -> str:
        given = {k: v for k, v in (claims | self.claims).items() if k not in self.without}
        return jwt.encode(given, self.key, algorithm="RS256", headers={"kid": self.kid})

    def answer(
        self, path: str, fields: dict[str, str], honest: dict[str, Any]
    ) -> tuple[int, bytes]:
        self.asked.append((path, fields))
        if path in self.answers:
            return self.answers[path]
        told: dict[str, Any] = {
            WELL_KNOWN: {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.discovery,
            },
            "/keys": {"keys": [self.jwk()]},
            "/token": {
                "access_token": "at",
                "token_type": "Bearer",
                "id_token": self.id_token or self.signed(honest),
            },
        }.get(path, {})
        return 200, json.dumps(told).encode()


@contextmanager
def lying_provider(honest: dict[str, Any]) -> Iterator[Liar]:
    """Serve a liar; ``honest`` are the claims that it would make, and may be changed while it runs."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._respond({})

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            self._respond(dict(parse_qsl(self.rfile.read(length).decode())))

        def _respond(self, fields: dict[str, str]) -> None:
            status, body = liar.answer(self.path, fields, honest)
            self.send_response(status)
            if status == 302:
                self.send_header("location", f"{liar.issuer}/elsewhere")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the client has read enough

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)
