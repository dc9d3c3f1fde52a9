"""What pictures look like over HTTP."""

import hashlib
from uuid import UUID

from pydantic import BaseModel, Field

from shopwright.faces.api.shapes import Answer, IdText, Payload, ShortText, Time, example
from shopwright.modules.media.contracts import SHOPS_OWN, Picture
from shopwright.modules.media.service import FileStore


class RenditionAnswer(Answer):
    """A picture in one size."""

    url: str
    width: int
    height: int
    content_type: str
    bytes: int


class PictureAnswer(Answer):
    """An uploaded picture; `url` is that of its largest size, which products take as theirs."""

    id: UUID
    url: str
    alt: str
    width: int
    height: int
    vendor_id: UUID | None
    renditions: dict[str, RenditionAnswer]
    created_at: Time


class PicturesAnswer(Answer):
    """Pictures in their order; the first one is the cover."""

    items: list[PictureAnswer]


class UploadFields(BaseModel):
    """What a picture is for: nothing yet, or what it hangs on from now on, behind what hangs there."""

    model_config = {"extra": "forbid"}

    alt: ShortText = ""
    product_id: IdText | None = None
    variant_id: IdText | None = None
    category_id: IdText | None = None


class ImageFields(BaseModel):
    """What is said of a picture beside it."""

    model_config = {"extra": "forbid"}

    alt: ShortText = ""


class UploadPrint(UploadFields):
    """What tells one upload from another."""

    checksum: str
    name: str

    @classmethod
    def of(cls, fields: UploadFields, name: str, content: bytes) -> "UploadPrint":
        digest = hashlib.sha256(content).hexdigest()
        return cls(**fields.model_dump(), checksum=digest, name=name)


class PictureChange(Payload):
    """The words that stand for a picture where it can't be seen."""

    model_config = example({"alt": "A red mug, seen from above"})

    alt: ShortText


class ArrangementPayload(Payload):
    """Pictures in their order; the first one is the cover."""

    model_config = example({"picture_ids": ["0197a1b2-0000-7000-8000-000000000001"]})

    picture_ids: list[IdText] = Field(max_length=50)


def picture_answer(store: FileStore, picture: Picture) -> PictureAnswer:
    main = picture.main
    return PictureAnswer(
        id=picture.id,
        url=store.url(main.key),
        alt=picture.alt,
        width=main.width,
        height=main.height,
        vendor_id=None if picture.owner_id == SHOPS_OWN else picture.owner_id,
        renditions={
            each.name: RenditionAnswer(
                url=store.url(each.key),
                width=each.width,
                height=each.height,
                content_type=each.content_type,
                bytes=each.size,
            )
            for each in picture.renditions
        },
        created_at=picture.created_at,
    )
