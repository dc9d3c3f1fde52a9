"""The demo's people, for whoever tries the shop on his own machine."""

from fastapi import APIRouter

from shopwright.faces.api.context import ANONYMOUS, Ctx, access
from shopwright.faces.api.shapes import Answer
from shopwright.flows.onboarding import run as onboarding
from shopwright.flows.onboarding.contracts import DEMO_ACCOUNTS
from shopwright.kernel.errors import NotFound

router = APIRouter(tags=["Server"])


class DemoAccountAnswer(Answer):
    role: str
    email: str
    password: str


class DemoAnswer(Answer):
    accounts: list[DemoAccountAnswer]


@router.get(
    "/api/v1/demo",
    summary="How to sign in to a demo shop",
    operation_id="demo_show",
    **access(ANONYMOUS, 404),
)
async def show_demo(ctx: Ctx) -> DemoAnswer:
    """Nothing is told in production, nor of a shop that holds no demo accounts."""
    settings = ctx.services.settings
    if settings.is_production or not await onboarding.has_demo(ctx.services.works):
        raise NotFound
    found = [
        DemoAccountAnswer(role=each.role, email=each.email, password=each.password)
        for each in DEMO_ACCOUNTS
    ]
    return DemoAnswer(accounts=found)
