"""A change of the configuration, with its line in the audit trail."""

from collections.abc import Callable, Mapping
from typing import Any

from shopwright.infra.settings import Settings
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.shop import queries, service
from shopwright.modules.shop.contracts import Revision

Values = Mapping[str, Any]


async def configure(
    work: Work, base: Settings, change: Callable[[Values], Values], *, version: int | None = None
) -> Revision:
    """Let the knobs be what ``change`` makes of how they stand; None is as the environment says.

    ``version``: only as long as that is the current one.

    Raises:
        InvalidConfiguration, ConfigurationChanged: see :func:`shop.service.configure`.
    """
    before = await queries.current(work.db)
    wanted = {name: value for name, value in change(before.values).items() if value is not None}
    at = before.version if version is None else version
    after = await service.configure(work, base, wanted, version=at)
    if after.version == before.version:
        return after
    names = sorted({*before.values, *after.values})
    pairs = [(name, before.values.get(name), after.values.get(name)) for name in names]
    await audit.note(
        work,
        action="shop.configured",
        subject=Subject("shop", "configuration"),
        before={name: old for name, old, new in pairs if old != new},
        after={name: new for name, old, new in pairs if old != new},
    )
    return after
