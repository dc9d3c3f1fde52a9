"""Pictures come into the shop, hang on products and categories, and go."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from shopwright.flows.merchandising.contracts import (
    STRICT,
    ImageRecord,
    ProductPatch,
    VendorTerms,
)
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.update_product import base_of, update_product
from shopwright.flows.merchandising.run.variant_picture import show_on_variant
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.errors import CategoryNotFound, ProductNotFound
from shopwright.modules.catalog.permissions import WRITE, WRITE_CATEGORIES
from shopwright.modules.media import queries
from shopwright.modules.media import service as media
from shopwright.modules.media.contracts import SHOPS_OWN, Picture, Rendition, UseKind
from shopwright.modules.media.errors import (
    InfectedFile,
    PictureInUse,
    PictureNotFound,
    ScannerAway,
)
from shopwright.modules.media.events import InfectedFileRefused

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Gallery:
    """What pictures are taken in with; ``insists`` on the scanner's word where there is a scanner."""

    works: Works
    store: media.FileStore
    painter: media.Painter
    scanner: media.Scanner | None = None
    insists: bool = True
    terms: VendorTerms = STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as somebody sends it, and what it shall hang on, behind what hangs there."""

    name: str
    content: bytes
    alt: str = ""
    product_id: UUID | None = None
    variant_id: UUID | None = None
    category_id: UUID | None = None


async def upload_picture(gallery: Gallery, *, actor: Actor, upload: Upload) -> Picture:
    """Take in a picture: looked through, decoded apart, kept in sizes of ours only. The same file again is the same picture.

    Raises:
        Unauthorized, Forbidden: the actor may not write products, or categories.
        BadFileName, WrongEnding, UnsupportedPicture, DamagedPicture, PictureTooLarge, AnimatedPicture, PictureTooSlow,
        InfectedFile: nothing of it is kept.
        ScannerAway, StoreUnavailable, StoreFull: not now.
        ProductNotFound, CategoryNotFound, InvalidProduct: it can't hang there; nothing of it is kept.
    """
    _demand(actor, upload)
    media.check_name(upload.name)
    media.check_content(upload.name, upload.content)
    checksum, owner_id = hashlib.sha256(upload.content).hexdigest(), _owner(actor)
    async with gallery.works.reading() as db:
        known = await queries.by_checksum(db, owner_id, checksum)
    if known is not None:
        async with gallery.works(actor) as work:
            kept = await queries.picture(work.db, known.id, for_change=True)
            if kept is not None:
                await _hang(gallery, work, kept, upload)
                return kept
    await _scan(gallery, actor, upload, checksum)
    renditions = await media.put_files(gallery.store, await gallery.painter.paint(upload.content))
    made: Picture | None = None
    try:
        async with gallery.works(actor) as work:
            picture = await media.add_picture(
                work, owner_id=owner_id, checksum=checksum, alt=upload.alt, renditions=renditions
            )
            await _hang(gallery, work, picture, upload)
            await _note(work, "picture.uploaded", picture)
        made = picture
    finally:
        if made is None or made.renditions != renditions:
            await _take_back(gallery, renditions)
    return made


async def delete_picture(gallery: Gallery, work: Work, *, picture_id: UUID) -> None:
    """Remove a picture that is shown nowhere; its files go after the commit.

    Raises:
        Unauthorized, Forbidden: the actor may not write products.
        PictureNotFound: there is none, or it is another vendor's.
        PictureInUse: it is shown somewhere.
    """
    picture = await own_picture(work, picture_id)
    urls = [gallery.store.url(each.key) for each in picture.renditions]
    if await catalog.is_shown(work.db, urls):
        raise PictureInUse
    await media.delete_picture(work, picture=picture)
    await _note(work, "picture.deleted", picture)


async def describe_picture(work: Work, *, picture_id: UUID, alt: str) -> Picture:
    """Change the words that stand for a picture where it is hung up from now on.

    Raises:
        Unauthorized, Forbidden, PictureNotFound: see :func:`delete_picture`.
    """
    picture = await own_picture(work, picture_id)
    await media.describe(work, picture_id=picture.id, alt=alt)
    if picture.alt != alt:
        _ = await audit.note(
            work,
            action="picture.described",
            subject=Subject("picture", str(picture.id)),
            before={"alt": picture.alt},
            after={"alt": alt},
        )
    return await own_picture(work, picture_id)


async def arrange_category(work: Work, *, category_id: UUID, picture_ids: Sequence[UUID]) -> None:
    """Let exactly these pictures hang on a category, the first as its cover.

    Raises:
        Unauthorized, Forbidden: the actor may not write categories.
        CategoryNotFound, PictureNotFound: there is none.
    """
    work.actor.demand(WRITE_CATEGORIES)
    await _refuse_unknown_category(work, category_id)
    await media.arrange(
        work, kind=UseKind.CATEGORY, subject_id=category_id, picture_ids=picture_ids
    )
    await audit.note(
        work,
        action="category.pictures_arranged",
        subject=Subject("category", str(category_id)),
        after={"pictures": [str(each) for each in picture_ids]},
    )


async def own_picture(work: Work, picture_id: UUID) -> Picture:
    """A picture that the actor may change.

    Raises:
        Unauthorized, Forbidden, PictureNotFound: see :func:`delete_picture`.
    """
    plans.demand_writing(work.actor)
    picture = await queries.picture(work.db, picture_id, for_change=True)
    if picture is None or (not work.actor.may(WRITE) and picture.owner_id != work.actor.user_id):
        raise PictureNotFound
    return picture


def _demand(actor: Actor, upload: Upload) -> None:
    if upload.category_id is not None:
        actor.demand(WRITE_CATEGORIES)
    if upload.category_id is None or upload.product_id is not None:
        plans.demand_writing(actor)


def _owner(actor: Actor) -> UUID:
    is_staff = actor.may(WRITE) or actor.may(WRITE_CATEGORIES)
    return SHOPS_OWN if is_staff or actor.user_id is None else actor.user_id


async def _scan(gallery: Gallery, actor: Actor, upload: Upload, checksum: str) -> None:
    if gallery.scanner is None:
        return
    try:
        signature = await gallery.scanner.scan(upload.content)
    except ScannerAway:
        if gallery.insists:
            raise
        log.warning("upload.not_scanned", checksum=checksum)
        return
    if signature is None:
        return
    async with gallery.works(actor) as work:
        work.record(InfectedFileRefused(checksum=checksum, signature=signature))
        await audit.note(
            work,
            action="picture.infected_file_refused",
            subject=Subject("file", checksum),
            after={"signature": signature},
        )
    raise InfectedFile


async def _hang(gallery: Gallery, work: Work, picture: Picture, upload: Upload) -> None:
    url = gallery.store.url(picture.main.key)
    if upload.product_id is not None:
        image = ImageRecord(url, upload.alt or picture.alt)
        await _hang_on_product(gallery, work, upload.product_id, image)
    if upload.variant_id is not None:
        await show_on_variant(work, variant_id=upload.variant_id, url=url, terms=gallery.terms)
    if upload.category_id is not None:
        await _refuse_unknown_category(work, upload.category_id)
        await media.hang(
            work, picture_id=picture.id, kind=UseKind.CATEGORY, subject_id=upload.category_id
        )


async def _hang_on_product(
    gallery: Gallery, work: Work, product_id: UUID, image: ImageRecord
) -> None:
    product = await catalog.product(work.db, product_id, for_change=True)
    if product is None:
        raise ProductNotFound
    plans.owner_for(work.actor, product)
    _, record = await base_of(work, product, terms=gallery.terms)
    there = record.images
    if image.url not in {each.url for each in there}:
        patch = ProductPatch(images=(*there, image))
        _ = await update_product(work, product_id=product_id, patch=patch, terms=gallery.terms)


async def _refuse_unknown_category(work: Work, category_id: UUID) -> None:
    if not await catalog.categories_by_id(work.db, [category_id]):
        raise CategoryNotFound


async def _take_back(gallery: Gallery, renditions: Sequence[Rendition]) -> None:
    """Files of a picture that did not come to be; what is left of them here is found by the sweep."""
    try:
        await gallery.store.delete([each.key for each in renditions])
    except Exception:
        log.exception("picture.files_left", keys=[each.key for each in renditions])


async def _note(work: Work, action: str, picture: Picture) -> None:
    shown = {"checksum": picture.checksum, "alt": picture.alt}
    _ = await audit.note(
        work, action=action, subject=Subject("picture", str(picture.id)), after=shown
    )
