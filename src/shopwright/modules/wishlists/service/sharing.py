"""Showing a list to those who have its link."""

import secrets
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.modules.wishlists.contracts import ListKind
from shopwright.modules.wishlists.errors import NotShareable
from shopwright.modules.wishlists.events import WishlistShared
from shopwright.modules.wishlists.models import WishlistRow
from shopwright.modules.wishlists.service.lists import locked


async def share(work: Work, *, user_id: UUID, wishlist_id: UUID, shown_as: str) -> str:
    """Make a link to a list; answers its token, which is shown this once. A link from before shows nothing any more.

    Raises:
        WishlistNotFound: not his.
        NotShareable: it is what he saved for later.
    """
    found = await locked(work, user_id=user_id, wishlist_id=wishlist_id)
    if found.kind is ListKind.SAVED:
        raise NotShareable
    token = secrets.token_urlsafe(32)
    values = {"share_hash": fingerprint(token), "shown_as": shown_as, "shared_at": work.now}
    await _write(work, wishlist_id, values)
    work.record(WishlistShared(wishlist_id=wishlist_id, user_id=user_id))
    return token


async def unshare(work: Work, *, user_id: UUID, wishlist_id: UUID) -> None:
    """Let the link show nothing any more, if there is one.

    Raises:
        WishlistNotFound: not his.
    """
    await locked(work, user_id=user_id, wishlist_id=wishlist_id)
    await _write(work, wishlist_id, {"share_hash": None, "shown_as": "", "shared_at": None})


async def _write(work: Work, wishlist_id: UUID, values: dict[str, object]) -> None:
    row = WishlistRow
    await work.db.execute(update(row).where(row.id == wishlist_id).values(**values))
