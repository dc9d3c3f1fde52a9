"""What happens to the shop's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ShopConfigured(Event):
    """The shop is configured like this from now on; ``changed`` names what is new of it."""

    name: ClassVar[str] = "shop.configured"
    revision: int
    changed: tuple[str, ...]
    values: Mapping[str, Any]
