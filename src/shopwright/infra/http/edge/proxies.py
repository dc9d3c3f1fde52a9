"""Where a request comes from, and by which scheme: what a proxy says counts only if we trust it."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from shopwright.infra.http.edge.answers import header_of

Network = IPv4Network | IPv6Network
_LONGEST_CHAIN = 50


class Proxies:
    """The proxies in front of the server, as addresses or networks; none by default."""

    def __init__(self, trusted: str = "") -> None:
        names = [name.strip() for name in trusted.split(",")]
        self._networks: tuple[Network, ...] = tuple(
            ip_network(name, strict=False) for name in names if name
        )
        self._trusts = lru_cache(maxsize=4096)(self._is_within)

    def place(self, scope: Scope) -> str:
        """Note the client's address and scheme in the scope, and answer the address."""
        client = scope.get("client")
        address = str(client[0]) if client else ""
        if self._networks and self._trusts(address):
            address = self._forwarded_address(scope) or address
            scope["client"] = (address, 0)
            scheme = header_of(scope, b"x-forwarded-proto")
            if scheme in (b"http", b"https"):
                scope["scheme"] = scheme.decode()
        return address

    def _forwarded_address(self, scope: Scope) -> str | None:
        """The address nearest to us that is no proxy of ours: what stands left of it, anybody may have written."""
        chain = ",".join(
            value.decode("latin-1")
            for name, value in scope["headers"]
            if name == b"x-forwarded-for"
        ).split(",")
        nearest = None
        for part in reversed(chain[-_LONGEST_CHAIN:]):
            nearest = _normal(part.strip())
            if nearest is None or not self._trusts(nearest):
                break
        return nearest

    def _is_within(self, address: str) -> bool:
        try:
            place = ip_address(address)
        except ValueError:
            return False
        return any(place in network for network in self._networks)


def _normal(text: str) -> str | None:
    """An address without port or brackets, or None where it is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None
