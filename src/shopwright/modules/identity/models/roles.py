"""Roles and who holds them."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id


class RoleRow(Base):
    """A named set of rights; the built-in ones belong to the program."""

    __tablename__ = "roles"
    __table_args__ = ({"info": impersonal()},)

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    is_builtin: Mapped[bool] = mapped_column(default=False)
    requires_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())


class RolePermissionRow(Base):
    __tablename__ = "role_permissions"
    __table_args__ = ({"info": impersonal()},)

    role: Mapped[str] = mapped_column(
        String(50), ForeignKey("roles.name", ondelete="CASCADE"), primary_key=True
    )
    permission: Mapped[str] = mapped_column(String(100), primary_key=True)


class UserRoleRow(Base):
    __tablename__ = "user_roles"
    __table_args__ = ({"info": impersonal()},)

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(
        String(50), ForeignKey("roles.name", ondelete="RESTRICT"), primary_key=True, index=True
    )
