"""What a face is handed: settings, works, and the adapters that flows ask for."""

from dataclasses import dataclass

from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.modules.identity.service import Security


@dataclass(frozen=True, slots=True)
class Services:
    """One shop, put together by wiring; shared by the HTTP API, the worker and the command line."""

    settings: Settings
    works: Works
    bell: Ringer
    security: Security
