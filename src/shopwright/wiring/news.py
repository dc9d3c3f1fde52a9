"""What the back office is told as it happens."""

from shopwright.infra.newsroom import Newsroom
from shopwright.infra.work import Works
from shopwright.kernel.events import Event
from shopwright.modules.inventory.events import StockLevelCrossed, StockRanOut
from shopwright.modules.orders.events import OrderPaymentChanged, OrderPlaced, ReturnRequested
from shopwright.modules.payments.events import PaymentCaseOpened

NEWS: tuple[type[Event], ...] = (
    OrderPlaced,
    OrderPaymentChanged,
    ReturnRequested,
    PaymentCaseOpened,
    StockLevelCrossed,
    StockRanOut,
)


def newsroom_of(works: Works) -> Newsroom:
    """It hears of each commit of this process at once."""
    newsroom = Newsroom(works, [each.name for each in NEWS])
    works.after_commit.append(newsroom.hear)
    return newsroom
