"""Which slug a category gets that comes without one."""

import pytest

from shopwright.infra.work import Works
from shopwright.modules.catalog import rules
from tests.support.goods import make_category

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("parent", "name", "both"),
    [
        ("", "Shoes", "shoes"),
        ("Women", "Shoes", "women shoes"),
        ("Accessories", "Accessories", "accessories"),
        ("Dog Accessories", "accessories", "dog accessories"),
        ("Kitchen", "Kitchen Knives", "kitchen knives"),
        ("Art & Hobby", "Hobby Art", "art & hobby art"),
        ("Tea Sets", "Tea", "tea sets tea"),
    ],
)
def test_no_words_stand_twice_where_two_names_meet(parent: str, name: str, both: str) -> None:
    assert rules.joined(parent, name) == both


async def test_a_category_named_as_its_parent_is_numbered(works: Works) -> None:
    first = await make_category(works, "Accessories")

    second = await make_category(works, "Accessories", first)
    third = await make_category(works, "Accessories", second)

    assert [each.slug for each in (first, second, third)] == [
        "accessories",
        "accessories-2",
        "accessories-3",
    ]


async def test_one_named_as_another_elsewhere_is_told_by_its_parent(works: Works) -> None:
    await make_category(works, "Accessories")
    dogs = await make_category(works, "Dog Accessories")

    below = await make_category(works, "Accessories", dogs)
    cats = await make_category(works, "Cats")
    further = await make_category(works, "Accessories", cats)

    assert [below.slug, further.slug] == ["dog-accessories-2", "cats-accessories"]
