"""Every change of profiles, addresses, notes and requests about personal data."""

from shopwright.modules.customers.rules import address_rules, checked_address
from shopwright.modules.customers.service.addresses import (
    Defaults,
    add_address,
    change_address,
    remove_address,
)
from shopwright.modules.customers.service.groups import (
    add_group,
    join_group,
    leave_group,
    remove_group,
    rename_group,
)
from shopwright.modules.customers.service.notes import add_note, remove_note
from shopwright.modules.customers.service.profiles import ProfileChange, change_profile
from shopwright.modules.customers.service.requests import (
    ask,
    begin,
    drop_archives,
    finish,
    hand_out,
    take_back,
)

__all__ = [
    "Defaults",
    "ProfileChange",
    "add_address",
    "add_group",
    "add_note",
    "address_rules",
    "ask",
    "begin",
    "change_address",
    "change_profile",
    "checked_address",
    "drop_archives",
    "finish",
    "hand_out",
    "join_group",
    "leave_group",
    "remove_address",
    "remove_group",
    "remove_note",
    "rename_group",
    "take_back",
]
