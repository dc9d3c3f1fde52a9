"""The shop is configured anew, whole: each version is a row of its own."""

from sqlalchemy import func, select

from shopwright.infra.db import dialect
from shopwright.infra.knobs import UnusableKnobs, Values, configured, overlaid, values_of
from shopwright.infra.settings import Settings
from shopwright.infra.work import Work
from shopwright.modules.shop import queries
from shopwright.modules.shop.contracts import Revision
from shopwright.modules.shop.errors import ConfigurationChanged, InvalidConfiguration
from shopwright.modules.shop.events import ShopConfigured
from shopwright.modules.shop.models import ConfigurationRow


async def configure(
    work: Work, base: Settings, values: Values, *, version: int | None = None
) -> Revision:
    """Let the shop be as ``base``, the environment's settings, with these knobs; what is so already stays a version.

    ``version``: only as long as that is the current one.

    Raises:
        InvalidConfiguration: a knob is unknown, or its value can't be used.
        ConfigurationChanged: somebody was faster.
    """
    before = await queries.current(work.db)
    if version is not None and version != before.version:
        raise ConfigurationChanged(version=before.version)
    new = values_of(_checked(base, values))
    if dict(values) == dict(before.values):
        return before
    old = values_of(configured(base, before.values))
    after = Revision(before.version + 1, dict(values), work.actor.name, work.now)
    await _write(work, after)
    changed = tuple(name for name, value in new.items() if value != old.get(name))
    work.record(ShopConfigured(after.version, changed, after.values))
    return after


def _checked(base: Settings, values: Values) -> Settings:
    try:
        return overlaid(base, values)
    except UnusableKnobs as error:
        faults = [
            {"pointer": "/" + name.replace(".", "/"), "message": fault}
            for name, fault in error.faults.items()
        ]
        raise InvalidConfiguration(errors=faults) from None


async def _write(work: Work, revision: Revision) -> None:
    """Of two who write the same version, the second finds it taken."""
    row = ConfigurationRow
    statement = dialect.insert_or_ignore(work.db, row, [row.version]).values(
        version=revision.version,
        knobs=dict(revision.values),
        changed_by=revision.changed_by[:100],
        changed_at=revision.changed_at,
    )
    if (await work.db.execute(statement)).rowcount != 1:
        newest = await work.db.scalar(select(func.max(row.version)))
        raise ConfigurationChanged(version=newest)
