"""What is sent and when: the body, its signatures (Standard Webhooks 1.0), secrets, and the pauses between attempts."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from shopwright.satellites.webhooks.contracts import SECRET_MARK

_SECRET_BYTES = 32
_MINUTE, _HOUR = 60, 3600
# After each attempt that failed; a message is dead after nearly three days.
_PAUSES = (
    *(5, _MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR),
    *(12 * _HOUR, 12 * _HOUR, 12 * _HOUR, 12 * _HOUR, 6 * _HOUR),
)
_JITTER = 100  # thousandths


def new_secret() -> str:
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signatures(secrets_: Sequence[str], *, message_id: str, moment: datetime, body: str) -> str:
    """The value of ``webhook-signature``: one signature for each secret, the newest first."""
    signed = f"{message_id}.{int(moment.timestamp())}.{body}".encode()
    return " ".join(f"v1,{_signature(each, signed)}" for each in secrets_)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed, a tenth more or less; None: it is given up."""
    if attempts > len(_PAUSES):
        return None
    spread = secrets.randbelow(2 * _JITTER + 1) - _JITTER
    return timedelta(seconds=_PAUSES[attempts - 1]) * (1000 + spread) / 1000


def written(event: str, moment: datetime) -> Mapping[str, Any]:
    """The head of a message's body."""
    return {"type": event, "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"}
