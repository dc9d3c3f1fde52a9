"""Where a request comes from, as far as it tells one household from another."""

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """What one household is given: an IPv4 address, or the /64 that an IPv6 address is in."""
    if ":" not in address:
        return address
    try:
        place = ip_address(address)
    except ValueError:
        return address
    if isinstance(place, IPv6Address) and place.ipv4_mapped is None:
        return str(ip_network((place, 64), strict=False))
    return str(place)
