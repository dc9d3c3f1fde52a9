"""What staff does to the shop's configuration."""

from shopwright.flows.configuring.run.files import applied, differences, exported
from shopwright.flows.configuring.run.setting import configure

__all__ = ["applied", "configure", "differences", "exported"]
