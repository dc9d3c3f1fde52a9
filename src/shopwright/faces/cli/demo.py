"""A new shop is furnished with demo goods, pictures and accounts."""

from collections.abc import Sequence
from pathlib import Path

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import ImportOptions
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.onboarding import run as onboarding
from shopwright.flows.onboarding.contracts import CATALOG, DEMO_ACCOUNTS
from shopwright.kernel.actors import system


async def seed(services: Services) -> Sequence[str]:
    """Furnish an empty shop, leave any other alone; answers how to sign in, where the demo's accounts are there.

    The accounts come last: a furnishing that was cut off is finished the next time.
    """
    if not await onboarding.needs_demo(services.works):
        return sign_in_lines() if await onboarding.has_demo(services.works) else ()
    onboarding.hang_pictures(Path(services.settings.media_folder))
    options = ImportOptions(currency=services.settings.shop_currency)
    await import_file(services.works, CATALOG, actor=system("demo"), options=options)
    currency = services.settings.shop_currency
    await onboarding.open_trade(services.works, currency=currency)
    await onboarding.open_accounts(services.works, services.security)
    return sign_in_lines()


def sign_in_lines() -> list[str]:
    """How to sign in as each of the demo's people."""
    lines = ["Sign in as:"]
    return lines + [f"  {each.role:<9} {each.email:<22} {each.password}" for each in DEMO_ACCOUNTS]
