"""What is read about customers; one file a subject."""

from shopwright.modules.customers.queries.addresses import (
    address,
    address_count,
    addresses,
    default_billing,
    default_shipping,
    own_address,
)
from shopwright.modules.customers.queries.groups import group, groups, groups_of, membership
from shopwright.modules.customers.queries.notes import notes
from shopwright.modules.customers.queries.profiles import profile
from shopwright.modules.customers.queries.requests import (
    data_request,
    data_requests,
    due_data_requests,
    own_data_request,
)
from shopwright.modules.customers.queries.snapshots import opened_address, sealed_address

__all__ = [
    "address",
    "address_count",
    "addresses",
    "data_request",
    "data_requests",
    "default_billing",
    "default_shipping",
    "due_data_requests",
    "group",
    "groups",
    "groups_of",
    "membership",
    "notes",
    "opened_address",
    "own_address",
    "own_data_request",
    "profile",
    "sealed_address",
]
