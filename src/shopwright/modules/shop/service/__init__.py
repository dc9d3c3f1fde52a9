"""Configuring the shop, and following how it is configured."""

from shopwright.modules.shop.service.changing import configure
from shopwright.modules.shop.service.following import Configured

__all__ = ["Configured", "configure"]
