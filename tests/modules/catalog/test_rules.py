from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.text import slugify
from shopwright.modules.catalog import rules
from shopwright.modules.catalog.contracts import (
    LARGEST_IMAGES,
    LARGEST_OPTIONS,
    LARGEST_VARIANTS,
    Category,
    Image,
    ProductDraft,
    Variant,
)
from shopwright.modules.catalog.errors import CategoryRing, CategoryTooDeep, InvalidProduct


def _variant(*values: str, **fields: object) -> Variant:
    return replace(Variant(ids.new(), option_values=values), **fields)  # type: ignore[arg-type]


DRAFT = ProductDraft(id=ids.new(), slug="mug", title="Mug", variants=(_variant(),))
SIZED = replace(DRAFT, options=("Size",), variants=(_variant("S"), _variant("M")))


@pytest.mark.parametrize("draft", [DRAFT, SIZED])
def test_a_good_product_is_let_through(draft: ProductDraft) -> None:
    rules.check(draft)


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (replace(DRAFT, title=""), "title"),
        (replace(DRAFT, title="x" * 501), "title"),
        (replace(DRAFT, slug=""), "slug"),
        (replace(DRAFT, slug="-mug"), "slug"),
        (replace(DRAFT, slug="Mug"), "slug"),
        (replace(DRAFT, slug="m" * 161), "slug"),
        (replace(DRAFT, images=(Image("/x"),) * (LARGEST_IMAGES + 1)), "images"),
        (replace(DRAFT, variants=()), "variants"),
        (replace(DRAFT, variants=(_variant(), _variant())), "differ"),
        (replace(DRAFT, variants=(_variant("S"),)), "one value"),
        (replace(SIZED, options=("Size", "SIZE")), "its own"),
        (replace(SIZED, options=("",)), "names"),
        (replace(SIZED, options=("Size", "Colour")), "one value"),
        (replace(SIZED, variants=(_variant("S"), _variant("s"))), "same values"),
        (replace(SIZED, variants=(_variant(""),)), "not empty"),
        (replace(SIZED, variants=(_variant("S", sku="A"), _variant("M", sku="A"))), "same SKU"),
        (replace(DRAFT, variants=(_variant(sku=""),)), "SKU"),
        (replace(DRAFT, variants=(_variant(weight_grams=-1),)), "weight"),
        (
            replace(
                DRAFT,
                options=tuple(map(str, range(LARGEST_OPTIONS + 1))),
                variants=(_variant(*map(str, range(LARGEST_OPTIONS + 1))),),
            ),
            "options at most",
        ),
        (
            replace(SIZED, variants=tuple(_variant(str(n)) for n in range(LARGEST_VARIANTS + 1))),
            "variants",
        ),
    ],
)
def test_a_product_that_cannot_be_is_told_why(draft: ProductDraft, fault: str) -> None:
    with pytest.raises(InvalidProduct, match=fault):
        rules.check(draft)


@given(st.text(max_size=200))
def test_what_is_made_of_any_title_is_a_slug_or_nothing(title: str) -> None:
    made = slugify(title)

    assert made == "" or rules.is_slug(made)


@given(st.from_regex(r"[a-z]{1,3}", fullmatch=True), st.integers(0, 20))
def test_a_free_slug_is_free_and_the_first_that_is(wanted: str, count: int) -> None:
    taken = [wanted, *(f"{wanted}-{number}" for number in range(2, count + 1))][:count]

    found = rules.free_slug(wanted, taken)

    assert found not in taken
    assert found == (wanted if count == 0 else f"{wanted}-{count + 1}")


@given(st.lists(st.text(alphabet="aAbBß ", max_size=3)))
def test_tags_are_a_set_whatever_their_case_and_settle_at_once(tags: list[str]) -> None:
    found = rules.sorted_tags(tags)

    assert {tag.casefold() for tag in found} == {tag.casefold() for tag in tags if tag}
    assert len({tag.casefold() for tag in found}) == len(found)
    assert rules.sorted_tags(found) == found


def _category(parent: Category | None = None) -> Category:
    category_id = ids.new()
    path = f"{parent.path if parent else ''}{category_id.hex}/"
    return Category(category_id, parent.id if parent else None, "Name", "slug", 0, path)


def test_a_category_may_stand_where_it_closes_no_ring() -> None:
    root = _category()
    child = _category(root)

    rules.check_place(child.id, None, 1)
    rules.check_place(ids.new(), child, 1)
    for parent in (root, child):
        with pytest.raises(CategoryRing):
            rules.check_place(root.id, parent, 2)


def test_the_lowest_level_decides_about_the_depth() -> None:
    branch = _category()
    for _ in range(7):
        branch = _category(branch)

    rules.check_place(ids.new(), branch, 2)
    with pytest.raises(CategoryTooDeep):
        rules.check_place(ids.new(), branch, 3)
