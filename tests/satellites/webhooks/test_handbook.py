"""What integrators are told to write is right."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shopwright.kernel.clock import utc_now
from shopwright.satellites.webhooks.rules import new_secret, signatures

_PAGE = Path(__file__).parents[3] / "docs" / "webhooks.md"


def snippet() -> Callable[..., bool]:
    found = re.search(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], str(_PAGE), "exec"), names)  # noqa: S102 - our own page
    genuine: Callable[..., bool] = names["is_genuine"]
    return genuine


def test_the_way_to_verify_takes_what_is_ours_and_nothing_else() -> None:
    is_genuine, now = snippet(), utc_now()
    old, new, other = new_secret(), new_secret(), new_secret()
    signed = signatures((new, old), message_id="1", moment=now, body="{}")
    stamp = str(int(now.timestamp()))
    headers = {"webhook-id": "1", "webhook-timestamp": stamp, "webhook-signature": signed}

    answers = [is_genuine(each, headers, b"{}") for each in (old, new, other)]

    assert answers == [True, True, False]
    assert not is_genuine(new, headers, b"{ }")
    assert not is_genuine(new, headers | {"webhook-id": "2"}, b"{}")
    late = headers | {"webhook-timestamp": str(int(stamp) - 301)}
    assert not is_genuine(new, late, b"{}")
