"""From a confirmed order to goods that have arrived."""

from shopwright.flows.fulfilment.run.moving import move
from shopwright.flows.fulfilment.run.noting import add_note
from shopwright.flows.fulfilment.run.parcels import move_parcel, pack
from shopwright.flows.fulfilment.run.readdressing import readdress

__all__ = ["add_note", "move", "move_parcel", "pack", "readdress"]
