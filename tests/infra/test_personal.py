from sqlalchemy import CHAR, JSON, Column, Integer, MetaData, String, Table, Text, Uuid

from shopwright.infra.db.personal import (
    GONE,
    holds_text,
    impersonal,
    mark_of,
    personal,
    personal_columns,
    sealed_columns,
)
from shopwright.infra.db.types import Json, UtcTime

METADATA = MetaData()
PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", String(20), info=personal("id", erased="erased")),
    Column("phone", Text, info=personal("id", erased=GONE, sealed="id")),
    Column("colour", CHAR(3), info=impersonal()),
    Column("token", Text, info=impersonal(sealed="id")),
    Column("unmarked", Text),
)


def test_a_mark_tells_whose_a_column_is_and_what_is_left_of_it():
    mark = mark_of(PEOPLE.c.name)

    assert mark is not None
    assert (mark.subject, mark.erased, mark.exported) == ("id", "erased", True)  # type: ignore[union-attr]
    assert mark_of(PEOPLE.c.unmarked) is None


def test_the_registry_lists_personal_columns_and_sealed_ones():
    personal_names = [column.name for _, column, _ in personal_columns(METADATA)]
    sealed_names = [(column.name, row) for _, column, row in sealed_columns(METADATA)]

    assert personal_names == ["name", "phone"]
    assert sealed_names == [("phone", "id"), ("token", "id")]


def test_text_and_json_hold_words_and_times_numbers_and_ids_do_not():
    kinds = [String(3), Text(), CHAR(2), Json, JSON(), UtcTime(), Integer(), Uuid()]

    held = [holds_text(Column("x", kind)) for kind in kinds]

    assert held == [True, True, True, True, True, False, False, False]
