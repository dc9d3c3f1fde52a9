"""Tables of the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Json, Serial, UtcTime


class AuditEntryRow(Base):
    """One deed; ``hash`` covers everything in the row and the hash of the entry before it.

    What may tell of a person (``before`` and ``after``; ``request_id`` and ``address``) it covers by salted hashes, so
    that these can be emptied and the chain still stands.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "subject_type", "subject_id", "seq"),
        Index(None, "actor", "seq"),
        Index(None, "action", "seq"),
        Index(None, "address", "seq"),
    )

    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False)
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    action: Mapped[str] = mapped_column(String(100), info=impersonal())
    subject_type: Mapped[str] = mapped_column(String(50), info=impersonal())
    subject_id: Mapped[str] = mapped_column(String(100), info=impersonal())
    before: Mapped[dict[str, Any] | None] = mapped_column(Json, info=personal("", None))
    after: Mapped[dict[str, Any] | None] = mapped_column(Json, info=personal("", None))
    request_id: Mapped[str] = mapped_column(String(100), info=personal(""))
    address: Mapped[str] = mapped_column(String(45), info=personal(""))
    details_salt: Mapped[str] = mapped_column(
        String(32), server_default="", info=personal("", exported=False)
    )
    details_hash: Mapped[str] = mapped_column(String(64), server_default="", info=impersonal())
    origin_salt: Mapped[str] = mapped_column(
        String(32), server_default="", info=personal("", exported=False)
    )
    origin_hash: Mapped[str] = mapped_column(String(64), server_default="", info=impersonal())
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    previous_hash: Mapped[str] = mapped_column(String(64), info=impersonal())
    hash: Mapped[str] = mapped_column(String(64), info=impersonal())


append_only(
    AuditEntryRow.__table__,
    erasable={
        "before": "NULL",
        "after": "NULL",
        "details_salt": "''",
        "request_id": "''",
        "address": "''",
        "origin_salt": "''",
    },
)


class AuditHeadRow(Base):
    """The end of the chain, in the one row that writers of the trail queue on."""

    __tablename__ = "audit_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        {"info": impersonal()},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
