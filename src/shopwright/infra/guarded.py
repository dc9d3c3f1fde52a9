"""The client for addresses that people give us: https, to public addresses alone, looked up once, following nobody."""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpcore2
from typing_extensions import override

SECONDS = 10.0
MOST_BYTES = 64 * 1024
LONGEST_URL = 2000
_TRANSLATED = IPv6Network("64:ff9b::/96")
_PLAIN = re.compile(r"[!\x22$-\x5b\x5d-~]+")  # visible ASCII without # and backslash
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Refused(Exception):
    """``reason`` is a word of ours; nothing of what the other said is in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: the other's status, 0 where there was none; ``error`` is a word of ours."""

    status: int = 0
    error: str = ""


async def look_up(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, in the order of the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Whether the whole world would reach the same machine by it; an address within another is looked at itself."""
    try:
        found = _innermost(ip_address(address))
    except ValueError:
        return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback
    )


def _innermost(address: Address) -> Address:
    if not isinstance(address, IPv6Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


class Guarded:
    """Sends one message at a time, each with a connection of its own, so that each looks the name up anew.

    ``allow_private`` is for development and tests: any address, any port, also plain http.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        resolve: Resolve = look_up,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._resolve = resolve
        self._trust = trust

    def check(self, url: str) -> None:
        """Refuse an address for what it says; what its name stands for is looked at when something is sent.

        Raises:
            Refused: no https, a port of its own, a name and password, a fragment, or not an address at all.
        """
        scheme, host, port = _parts_of(url)
        if scheme != "https" and not (self._allow_private and scheme == "http"):
            raise Refused("not_https")
        if self._allow_private:
            return
        if port not in (None, 443):
            raise Refused("other_port")
        if _is_literal(host) and not is_public(host.strip("[]")):
            raise Refused("not_public")

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        """Send it. The answer's body is read up to a limit and thrown away; a redirect is an answer like any other."""
        try:
            self.check(url)
            async with asyncio.timeout(self._seconds):
                return await self._post(url, body, headers)
        except Refused as refusal:
            return Told(error=refusal.reason)
        except TimeoutError:
            return Told(error="timeout")
        except (httpcore2.ConnectError, OSError) as error:
            return Told(error=_why(error))
        except (httpcore2.TimeoutException, httpcore2.NetworkError):
            return Told(error="broken_off")
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ValueError):
            return Told(error="no_http")

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        pool = httpcore2.AsyncConnectionPool(
            ssl_context=self._trust or ssl.create_default_context(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_Pinned(self._resolve, self._is_allowed),
        )
        async with (
            pool,
            pool.stream("POST", url, headers=list(headers.items()), content=body) as answer,
        ):
            read = 0
            async for chunk in answer.aiter_stream():
                read += len(chunk)
                if read > self._most_bytes:
                    return Told(answer.status, "too_large")
            return Told(answer.status)

    def _is_allowed(self, address: str) -> bool:
        return self._allow_private or is_public(address)


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Looks a name up once, insists that all its addresses may be used, and connects to one of exactly those."""

    def __init__(self, resolve: Resolve, is_allowed: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._inner = httpcore2.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise Refused("unknown_name") from None
        if not addresses:
            raise Refused("unknown_name")
        if not all(map(self._is_allowed, addresses)):
            raise Refused("not_public")
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, None, socket_options)
            except httpcore2.ConnectError:
                continue
        return await self._inner.connect_tcp(addresses[-1], port, timeout, None, socket_options)

    @override
    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise Refused("not_public")

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _parts_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; an address that two programs could read in two ways is none."""
    if len(url) > LONGEST_URL or not _PLAIN.fullmatch(url):
        raise Refused("not_an_address")
    try:
        parsed = urlsplit(url)
        scheme, host, port = parsed.scheme, parsed.hostname or "", parsed.port
    except ValueError:
        raise Refused("not_an_address") from None
    if "@" in parsed.netloc:
        raise Refused("with_credentials")
    if not host:
        raise Refused("not_an_address")
    return scheme, host, port


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _why(error: BaseException) -> str:
    """A certificate that is not right shows as a cause somewhere behind a failed connection."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, ssl.SSLError):
            return "bad_certificate"
        found = found.__cause__ or found.__context__
    return "no_connection"
