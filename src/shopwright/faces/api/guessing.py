"""Discount codes are guessed no faster than one signs in; right ones cost nothing."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.context import Context
from shopwright.modules.promotions import queries as promotions


async def count_wrong_codes(ctx: Context, db: AsyncConnection, codes: Sequence[str]) -> None:
    """Count those of the codes that there are not.

    Raises:
        TooMany: more wrong ones were tried from the address than may be; then right ones have to wait too.
    """
    if codes:
        await ctx.count_guesses(await promotions.count_unknown(db, codes))
