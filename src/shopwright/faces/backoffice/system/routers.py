"""Every page of the system."""

from fastapi import APIRouter

from shopwright.faces.backoffice.system import (
    accounts,
    deliveries,
    jobs,
    keys,
    mails,
    settings,
    trail,
)

ROUTERS: list[APIRouter] = [
    accounts.router,
    keys.router,
    deliveries.router,
    jobs.router,
    mails.router,
    settings.router,
    trail.router,
]
