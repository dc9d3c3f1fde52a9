"""Imports every table, for migrations and tests."""

from shopwright.infra.db.base import metadata
from shopwright.infra.jobs import models as _jobs

__all__ = ["metadata"]
_ = (_jobs,)
