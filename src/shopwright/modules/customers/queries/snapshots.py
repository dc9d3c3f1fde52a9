"""Addresses as they are kept: the country readable, for tax and reports, the rest sealed."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shopwright.infra.db.personal import SEALED
from shopwright.infra.db.types import dump_json
from shopwright.infra.sealing import Keyring
from shopwright.modules.customers.contracts import Address

_REGION_CODE = re.compile(r"[A-Z]{2,3}")


def sealed_address(
    keyring: Keyring, address: Address | None, *, place: str, row: UUID
) -> dict[str, str] | None:
    """The snapshot of an address for a row; ``place`` is ``table.column``."""
    if address is None:
        return None
    whole = {name: part for name, part in address.as_dict().items() if part}
    clear = {"country": address.country}
    if _REGION_CODE.fullmatch(address.region):
        clear["region"] = address.region
    return {**clear, SEALED: keyring.seal(dump_json(whole), place=place, row=row)}


def opened_address(
    keyring: Keyring, snapshot: Mapping[str, Any] | None, *, place: str, row: UUID
) -> Address | None:
    """The address in a snapshot. Of one that was erased the country is left; what stands there unsealed never counts.

    Raises:
        UnreadableField: changed or moved.
    """
    if not snapshot:
        return None
    sealed = str(snapshot.get(SEALED, ""))
    if sealed:
        return Address.from_dict(json.loads(keyring.unseal(sealed, place=place, row=row)))
    return Address.from_dict({name: str(snapshot.get(name, "")) for name in ("country", "region")})
