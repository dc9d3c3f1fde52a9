"""Rights over reviews."""

REVIEWS_MODERATE = "reviews:moderate"
REVIEWS_ANSWER_OWN = "reviews:answer_own"

MEANINGS = {
    REVIEWS_MODERATE: "See every review, approve, reject and answer it.",
    REVIEWS_ANSWER_OWN: "Answer reviews of one's own products.",
}
