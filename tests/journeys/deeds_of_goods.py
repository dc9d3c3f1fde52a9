"""What is done to goods in random courses, each as likely as another; most of it to orders that it may fit."""

from typing import Any

from hypothesis import strategies as st

from shopwright.modules.orders.contracts import ParcelStatus, ReturnStatus

CODES = st.sampled_from([(), ("SPRING",)])
REFUSALS = st.sampled_from(["declined", "cancelled"])
PIECES = st.lists(st.integers(0, 3), min_size=2, max_size=2).filter(any)
FEW = st.lists(st.integers(0, 2), min_size=2, max_size=2).filter(any)
TOKENS = st.sampled_from(["test_ok", "test_lost", "test_late", "test_declined"])


# The name of a deed, whose orders it is done to (nobody's: none), and what is drawn for it.
DEEDS: list[tuple[str, str, dict[str, st.SearchStrategy[Any]]]] = [
    ("take_back", "sent", {"pieces": FEW, "with_shipping": st.booleans()}),
    ("place", "", {"pieces": PIECES, "token": TOKENS, "codes": CODES, "who": st.integers(0, 3)}),
    ("cut_what_has_not_left", "paid", {"first": st.booleans()}),
    ("capture", "authorised", {"part": st.none() | st.integers(1, 2500)}),
    ("take_nothing_back", "sent", {"pieces": FEW, "to": REFUSALS}),
    ("hear_when_it_is_over", "placed", {"times": st.integers(1, 2)}),
    ("refund", "placed", {"part": st.none() | st.integers(1, 1500)}),
    ("send", "paid", {}),
    ("ask_to_return", "sent", {"pieces": FEW}),
    ("decide", "sent", {"to": st.sampled_from(list(ReturnStatus))}),
    ("refund_returns", "sent", {"with_shipping": st.booleans()}),
    ("pack", "placed", {"pieces": FEW, "is_sent": st.booleans()}),
    ("move_parcels", "placed", {"to": st.sampled_from(list(ParcelStatus))}),
    ("cut", "placed", {"pieces": FEW}),
    ("hear_again", "placed", {"times": st.integers(1, 3)}),
    ("let_time_pass", "", {"seconds": st.sampled_from([5, 61, 3601, 31 * 86400])}),
    ("tidy", "", {}),
    ("authorise_and_capture", "", {"part": st.sampled_from([1, 500, 2000])}),
]
