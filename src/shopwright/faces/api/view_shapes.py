"""Views as they are sent and answered, and what each list takes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api import (
    admin_customers,
    admin_jobs,
    admin_orders,
    admin_reviews,
    admin_users,
    documents,
    products,
    promotions,
    returns,
)
from shopwright.faces.api.context import ACCESS
from shopwright.faces.api.shapes import Answer, Name, Payload, ShortText, Time, example
from shopwright.kernel.errors import Invalid
from shopwright.modules.catalog.permissions import READ
from shopwright.modules.views.contracts import Filters, View, ViewDraft

_PAGING = frozenset({"limit", "cursor", "page", "size", "skip", "total"})
SORT = "sort"


class ListKind(StrEnum):
    ORDERS = "orders"
    RETURNS = "returns"
    CUSTOMERS = "customers"
    USERS = "users"
    PRODUCTS = "products"
    DOCUMENTS = "documents"
    PROMOTIONS = "promotions"
    REVIEWS = "reviews"
    JOBS = "jobs"


# By which operation each list is read.
_LISTS: Mapping[ListKind, tuple[APIRouter, str]] = {
    ListKind.ORDERS: (admin_orders.router, "admin_order_list"),
    ListKind.RETURNS: (returns.router, "admin_return_list"),
    ListKind.CUSTOMERS: (admin_customers.router, "customer_list"),
    ListKind.USERS: (admin_users.router, "user_list_administered"),
    ListKind.PRODUCTS: (products.router, "product_list"),
    ListKind.DOCUMENTS: (documents.staff_router, "document_list"),
    ListKind.PROMOTIONS: (promotions.router, "promotion_list"),
    ListKind.REVIEWS: (admin_reviews.router, "review_list_administered"),
    ListKind.JOBS: (admin_jobs.router, "job_list"),
}
_Filter = Annotated[str, StringConstraints(max_length=255)]


class ViewDoesNotFit(Invalid):
    code = "view_does_not_fit"
    title = "The list can't be shown so."


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list takes: filters by the name of their parameter, columns by that of their field."""

    url: str
    rights: tuple[str, ...]
    parameters: Mapping[str, Any]
    columns: frozenset[str]


@cache
def listed(kind: ListKind) -> Listed:
    """What the operation behind a list declares: a view can't ask for what the list does not know."""
    router, name = _LISTS[kind]
    [route] = [
        each for each in router.routes if isinstance(each, APIRoute) and each.operation_id == name
    ]
    parameters = {
        field.alias: field
        for field in get_flat_params(route.dependant)
        if getattr(field.field_info, "in_", None) is ParamTypes.query and field.alias not in _PAGING
    }
    [item] = get_args(route.response_model.model_fields["items"].annotation)
    right = str((route.openapi_extra or {})[ACCESS])
    rights = (READ,) if kind is ListKind.PRODUCTS else tuple(right.split("|"))
    return Listed(route.path, rights, parameters, frozenset(item.model_fields))


class ViewPayload(Payload):
    """How a list is looked at: `filters` as its query takes them, `columns` in their order, by the names of its fields."""

    model_config = example(
        {
            "kind": "orders",
            "name": "To pack today",
            "filters": {"status": "confirmed"},
            "columns": ["number", "placed_at", "total"],
            "is_shared": False,
        }
    )

    kind: Annotated[ListKind, Field(strict=False)]
    name: Annotated[Name, StringConstraints(max_length=100)]
    is_shared: bool = False
    filters: Annotated[
        dict[ShortText, _Filter | Annotated[list[_Filter], Field(max_length=20)]],
        Field(max_length=30),
    ] = Field(default_factory=dict)
    columns: Annotated[list[ShortText], Field(max_length=50)] = Field(default_factory=list)
    sort: Annotated[_Filter, StringConstraints(max_length=40)] | None = None

    def draft(self) -> ViewDraft:
        """The view that is asked for.

        Raises:
            ViewDoesNotFit: names each filter, column or order that the list does not take.
        """
        known = listed(self.kind)
        faults = [
            *self._unfit_filters(known),
            *self._unfit_columns(known),
            *self._unfit_sort(known),
        ]
        if faults:
            raise ViewDoesNotFit(errors=faults)
        return ViewDraft(
            self.kind, self.name, self.is_shared, self.filters, tuple(self.columns), self.sort
        )

    def _unfit_filters(self, known: Listed) -> list[dict[str, str]]:
        faults = []
        for name, value in self.filters.items():
            if name not in known.parameters or name == SORT:
                named = ", ".join(sorted({*known.parameters} - {SORT}))
                faults.append(
                    _fault(f"/filters/{name}", f"is no filter of this list; it takes {named}")
                )
            elif message := _refused(known.parameters[name], value):
                faults.append(_fault(f"/filters/{name}", message))
        return faults

    def _unfit_columns(self, known: Listed) -> list[dict[str, str]]:
        seen: set[str] = set()
        faults = []
        for place, name in enumerate(self.columns):
            if name not in known.columns:
                faults.append(_fault(f"/columns/{place}", "is no column of this list"))
            elif name in seen:
                faults.append(_fault(f"/columns/{place}", "is there already"))
            seen.add(name)
        return faults

    def _unfit_sort(self, known: Listed) -> list[dict[str, str]]:
        if self.sort is None:
            return []
        if SORT not in known.parameters:
            return [_fault("/sort", "this list has one order only")]
        message = _refused(known.parameters[SORT], self.sort)
        return [_fault("/sort", message)] if message else []


class ViewAnswer(Answer):
    """A view; `url` is the list as it shows it, `is_own` whether it is the caller's."""

    id: UUID
    kind: ListKind
    name: str
    is_shared: bool
    is_own: bool
    filters: dict[str, str | list[str]]
    columns: list[str]
    sort: str | None
    url: str
    version: Annotated[int, Field(description="For If-Match.")]
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, view: View, user_id: UUID) -> "ViewAnswer":
        kind, filters = ListKind(view.kind), dict(sorted(view.filters.items()))
        return cls(
            id=view.id,
            kind=kind,
            name=view.name,
            is_shared=view.is_shared,
            is_own=view.owner_id == user_id,
            filters=filters,
            columns=list(view.columns),
            sort=view.sort,
            url=_url(listed(kind).url, filters, view.sort),
            version=view.version,
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


class ViewsAnswer(Answer):
    items: list[ViewAnswer]


def _url(path: str, filters: Filters, sort: str | None) -> str:
    query = urlencode([*filters.items(), *([(SORT, sort)] if sort else ())], doseq=True)
    return f"{path}?{query}" if query else path


def _refused(field: Any, value: object) -> str:
    """Why a parameter does not take a value; empty where it does."""
    _, faults = field.validate(value, {}, loc=())
    return str(faults[0]["msg"]).removeprefix("Value error, ") if faults else ""


def _fault(pointer: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "message": message}
