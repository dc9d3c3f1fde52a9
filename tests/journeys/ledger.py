"""A small shop in dictionaries: what stock, orders and money must be after each deed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

OPEN = ("created", "processing", "requires_action")
HOLDS_STOCK = ("pending", "confirmed", "processing")
LIFE = timedelta(minutes=60)  # a guest's order, paid or to be paid
SETTLES_AFTER, LOOKED_AT_AFTER = timedelta(seconds=3), timedelta(seconds=60)
STEPS = {
    "pending": ("confirmed",),
    "confirmed": ("processing", "shipped"),
    "processing": ("shipped",),
    "shipped": ("delivered",),
}
# What the provider has in its books once it has been asked with a token.
AT_PROVIDER = {
    "test_ok": "captured",
    "test_twice": "captured",
    "test_lost": "captured",
    "test_declined": "failed",
    "test_no_funds": "failed",
    "test_challenge": "requires_action",
    "test_late": "processing",
    "test_late_declined": "processing",
}


@dataclass
class Attempt:
    """A payment twice: what is true at the provider, and what the shop has heard of it."""

    id: UUID
    token: str
    amount: int
    created: datetime
    opened_order: bool
    truth: str = ""
    state: str = "created"
    captured: int = 0
    refunded: int = 0
    looked_at: datetime | None = None

    def settle(self, now: datetime) -> None:
        """A provider that takes its time concludes when it is asked after it."""
        if self.truth == "processing" and now >= self.created + SETTLES_AFTER:
            self.truth = "captured" if self.token == "test_late" else "failed"

    def void(self) -> bool:
        if self.truth in ("captured", "failed"):
            return False
        self.truth = "voided"
        return True

    def hear(self, now: datetime) -> None:
        self.state, self.looked_at = self.truth, now
        self.captured = self.amount if self.truth == "captured" else 0


@dataclass
class Order:
    id: UUID
    lines: Counter[UUID]
    total: int
    expires: datetime
    status: str = "pending"
    attempts: list[Attempt] = field(default_factory=list)
    restock: bool = False

    @property
    def paid(self) -> int:
        return sum(each.captured for each in self.attempts)

    @property
    def refunded(self) -> int:
        return sum(each.refunded for each in self.attempts)

    @property
    def payment_status(self) -> str:
        if self.paid:
            if self.refunded:
                return "refunded" if self.refunded == self.paid else "partially_refunded"
            return "paid"
        states = {each.state for each in self.attempts}
        if not self.total:
            return "paid"
        if states & set(OPEN):
            return "pending"
        if "voided" in states:
            return "voided"
        return "failed" if states else "unpaid"

    @property
    def summary(self) -> tuple[str, str, int, int, int]:
        return self.status, self.payment_status, self.total, self.paid, self.refunded


@dataclass
class Ledger:
    """Stock by variant, orders by id, and messages of the provider that are on their way."""

    prices: dict[UUID, int]
    on_hand: Counter[UUID]
    orders: dict[UUID, Order] = field(default_factory=dict)
    messages: list[tuple[datetime, Order, Attempt]] = field(default_factory=list)

    def reserved(self, variant: UUID) -> int:
        return sum(
            each.lines[variant] for each in self.orders.values() if each.status in HOLDS_STOCK
        )

    def available(self, variant: UUID) -> int:
        return self.on_hand[variant] - self.reserved(variant)

    def can_promise(self, lines: Counter[UUID]) -> bool:
        return all(self.available(variant) >= wanted for variant, wanted in lines.items())

    def open(self, order_id: UUID, lines: Counter[UUID], now: datetime) -> Order:
        total = sum(self.prices[variant] * wanted for variant, wanted in lines.items())
        order = Order(order_id, lines, total, now + LIFE)
        self.orders[order_id] = order
        if not total:
            order.status = "confirmed"
        return order

    def pay(
        self, order: Order, payment_id: UUID, token: str, now: datetime, *, opens: bool
    ) -> Attempt:
        """The provider is asked; its answer is heard, unless it is lost on the way."""
        attempt = Attempt(payment_id, token, order.total, now, opens, AT_PROVIDER[token])
        attempt.looked_at = now
        order.attempts.insert(0, attempt)
        if token.startswith("test_late"):
            self.messages.append((now + SETTLES_AFTER, order, attempt))
        if token != "test_lost":
            self.hear(order, attempt, now)
        return attempt

    def hear(self, order: Order, attempt: Attempt, now: datetime) -> None:
        attempt.hear(now)
        self.settle(order)

    def ask(self, order: Order, attempt: Attempt, now: datetime) -> None:
        attempt.settle(now)
        self.hear(order, attempt, now)

    def settle(self, order: Order) -> None:
        status = order.payment_status
        if order.status == "pending" and status == "paid":
            order.status = "confirmed"
        elif status == "refunded" and order.status not in ("pending", "cancelled", "refunded"):
            if order.status not in HOLDS_STOCK and order.restock:
                self.on_hand += order.lines
            order.status = "refunded"
        came_with_it = bool(order.attempts) and order.attempts[0].opened_order
        if order.status == "pending" and status in ("failed", "voided") and came_with_it:
            order.status = "cancelled"

    def step(self, order: Order, to: str) -> None:
        order.status = to
        if to == "shipped":
            self.on_hand.subtract(order.lines)

    def cancel(self, order: Order, now: datetime) -> None:
        order.status = "cancelled"
        for attempt in order.attempts:
            if attempt.state in OPEN:
                if not attempt.void():
                    attempt.settle(now)
                attempt.hear(now)
            attempt.refunded = attempt.captured

    def refund(self, order: Order, amount: int, *, restock: bool) -> None:
        order.restock |= restock
        max(order.attempts, key=lambda each: each.captured - each.refunded).refunded += amount
        self.settle(order)

    def deliver_messages(self, now: datetime) -> None:
        due = [each for each in self.messages if each[0] <= now]
        self.messages = [each for each in self.messages if each[0] > now]
        for _, order, attempt in due:
            self.ask(order, attempt, now)

    def reconcile(self, now: datetime) -> None:
        for order, attempt in self.attempts():
            looked_at = attempt.looked_at or attempt.created
            if attempt.state in OPEN and looked_at + LOOKED_AT_AFTER <= now:
                attempt.settle(now)
                if attempt.created + LIFE <= now:
                    attempt.void()
                self.hear(order, attempt, now)

    def expire(self, now: datetime) -> None:
        for order in self.orders.values():
            if order.status == "pending" and order.expires <= now:
                for attempt in order.attempts:
                    if attempt.state in OPEN:
                        attempt.settle(now)
                        attempt.void()
                        attempt.hear(now)
                self.settle(order)
                if order.status == "pending":
                    order.status = "cancelled"

    def attempts(self) -> list[tuple[Order, Attempt]]:
        return [(order, each) for order in self.orders.values() for each in order.attempts]

    def at_provider(self) -> dict[str, Any]:
        """What the provider's own books must come to."""
        both = self.attempts()
        return {
            "captured": sum(each.amount for _, each in both if each.truth == "captured"),
            "refunded": sum(each.refunded for _, each in both),
        }
