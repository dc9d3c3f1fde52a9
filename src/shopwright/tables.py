"""Imports every table, for migrations and tests."""

from shopwright.infra.db.base import metadata
from shopwright.infra.jobs import models as _jobs
from shopwright.modules.inventory import models as _inventory

__all__ = ["metadata"]
_ = (_inventory, _jobs,)
