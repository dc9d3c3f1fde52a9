"""What stars come to, how authors are shown, and how sums follow a review."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shopwright.kernel import ids
from shopwright.modules.reviews import rules
from shopwright.modules.reviews.contracts import Opinion, RatingSummary, Review, ReviewState
from shopwright.modules.reviews.errors import InvalidReview

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def review(rating: int = 4, *, is_shown: bool = True, state: ReviewState) -> Review:
    return Review(
        id=ids.new(),
        product_id=ids.new(),
        user_id=ids.new(),
        author="Robin E.",
        rating=rating,
        title="",
        text="",
        is_verified=False,
        is_shown=is_shown,
        state=state,
        reason="",
        helpful=0,
        reports=0,
        answer="",
        answered_at=None,
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize(
    ("counts", "hundredths"),
    [
        ((0, 0, 0, 0, 0), None),
        ((0, 0, 0, 0, 1), 500),
        ((1, 0, 0, 0, 1), 300),
        ((0, 0, 0, 1, 2), 467),
        ((0, 0, 0, 2, 1), 433),
        ((1, 0, 0, 0, 7), 450),
        ((0, 0, 0, 7, 1), 413),  # 4.125: halves go up
    ],
)
def test_the_average_is_rounded_to_hundredths(
    counts: tuple[int, int, int, int, int], hundredths: int | None
) -> None:
    assert RatingSummary(counts).hundredths == hundredths


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [
        ("Robin Example", "Robin E."),
        ("Robin", "Robin"),
        ("", ""),
        ("Ana María  de la Cruz", "Ana C."),
        (" Øyvind Ødegård ", "Øyvind Ø."),
    ],
)
def test_an_author_is_shown_by_first_name_and_initial(full_name: str, shown: str) -> None:
    assert rules.shown_name(full_name) == shown


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_other_numbers_of_stars_are_refused(rating: int) -> None:
    with pytest.raises(InvalidReview):
        rules.checked(Opinion(rating))


def test_words_beyond_measure_are_refused() -> None:
    with pytest.raises(InvalidReview):
        rules.checked(Opinion(5, text="x" * 5001))


@pytest.mark.parametrize(
    ("state", "shows_at_once", "is_shown"),
    [
        (ReviewState.NEW, True, True),
        (ReviewState.APPROVED, True, True),
        (ReviewState.REJECTED, True, False),
        (ReviewState.NEW, False, False),
        (ReviewState.APPROVED, False, False),
    ],
)
def test_an_edit_is_looked_at_again(
    state: ReviewState, *, shows_at_once: bool, is_shown: bool
) -> None:
    before = review(state=state, is_shown=state is ReviewState.APPROVED)

    after = rules.edited(before, Opinion(1, "Broke"), now=NOW, shows_at_once=shows_at_once)

    assert (after.state, after.is_shown, after.version) == (ReviewState.NEW, is_shown, 2)
    assert after.opinion == Opinion(1, "Broke")


def test_differences_count_only_what_shows() -> None:
    shown, hidden = review(state=ReviewState.NEW), review(is_shown=False, state=ReviewState.NEW)

    assert rules.differences(None, shown) == {4: 1}
    assert rules.differences(shown, None) == {4: -1}
    assert rules.differences(shown, replace(shown, rating=2)) == {4: -1, 2: 1}
    assert rules.differences(shown, replace(shown, title="other")) == {}
    assert rules.differences(hidden, shown) == {4: 1}
    assert rules.differences(None, hidden) == {}
