"""Every column that can hold words says whether they can be somebody's: export and erasure go by that alone."""

from shopwright.infra.db.personal import (
    Personal,
    holds_text,
    mark_of,
    personal_columns,
    sealed_columns,
)
from shopwright.tables import metadata


def test_every_column_of_text_is_personal_or_impersonal() -> None:
    unmarked = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if holds_text(column) and mark_of(column) is None
    ]

    assert unmarked == []


def test_every_subject_leads_to_a_person() -> None:
    astray = [
        f"{table.name}.{column.name}"
        for table, column, mark in personal_columns(metadata)
        if not _leads(table.name, mark.subject)
    ]

    assert astray == []


def test_what_is_erased_can_hold_what_is_left() -> None:
    wrong = [
        f"{table.name}.{column.name}"
        for table, column, mark in personal_columns(metadata)
        if mark.erased is None and not column.nullable
    ]

    assert wrong == []


def test_what_is_sealed_is_bound_to_a_column_of_its_row() -> None:
    unbound = [
        f"{table.name}.{column.name}"
        for table, column, row in sealed_columns(metadata)
        if row not in table.columns or not table.columns[row].primary_key
    ]

    assert unbound == []


def test_phone_numbers_and_places_are_sealed() -> None:
    sealed = {f"{table.name}.{column.name}" for table, column, _ in sealed_columns(metadata)}

    assert sealed >= {
        "customer_profiles.phone",
        "customer_notes.text",
        "addresses.place",
        "carts.shipping_address",
        "carts.billing_address",
        "orders.shipping_address",
        "orders.billing_address",
    }


def _leads(table: str, subject: str, depth: int = 0) -> bool:
    if not subject:
        return True
    name, _, elsewhere = subject.rstrip("~=").partition(">")
    if name not in metadata.tables[table].columns or depth > 3:
        return False
    if not elsewhere:
        return True
    other, _, key = elsewhere.partition(".")
    columns = metadata.tables[other].columns if other in metadata.tables else None
    if columns is None or key not in columns:
        return False
    marks = [mark_of(column) for column in columns]
    subjects = {mark.subject for mark in marks if isinstance(mark, Personal) and mark.subject}
    return bool(subjects) and all(_leads(other, each, depth + 1) for each in subjects)
