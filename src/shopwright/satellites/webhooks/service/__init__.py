"""Endpoints, what is written down for them, how it is sent, and sending it again."""

from shopwright.satellites.webhooks.service.again import (
    replay,
    replay_range,
    revive,
    send_test,
    sweep,
)
from shopwright.satellites.webhooks.service.endpoints import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
)
from shopwright.satellites.webhooks.service.hearing import fan_out, put_down
from shopwright.satellites.webhooks.service.sending import Courier

__all__ = [
    "Courier",
    "add_endpoint",
    "change_endpoint",
    "fan_out",
    "put_down",
    "remove_endpoint",
    "replay",
    "replay_range",
    "revive",
    "rotate_secret",
    "send_test",
    "sweep",
]
