"""Invariants of money, stock and orders, each one statement that must find nothing."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.bookkeeping.contracts import Violation

RULES: Mapping[str, str] = {
    "an order's paid and refunded amounts are the sums of its payments": """
        SELECT o.id FROM orders o
        LEFT JOIN (SELECT order_id, sum(captured) AS captured, sum(refunded) AS refunded FROM payments GROUP BY order_id) p
          ON p.order_id = o.id
        WHERE o.paid <> coalesce(p.captured, 0) OR o.refunded <> coalesce(p.refunded, 0)""",
    "a payment's amounts are the sums of its events": """
        SELECT p.id FROM payments p
        LEFT JOIN (SELECT payment_id,
                     sum(CASE WHEN kind = 'captured' THEN amount ELSE 0 END) AS captured,
                     sum(CASE WHEN kind = 'refunded' AND NOT EXISTS
                                (SELECT 1 FROM payment_events f WHERE f.provider = made.provider
                                   AND f.reference = made.reference AND f.kind = 'refund_failed')
                              THEN amount ELSE 0 END) AS refunded
                   FROM payment_events made GROUP BY payment_id) e ON e.payment_id = p.id
        WHERE p.captured <> coalesce(e.captured, 0) OR p.refunded <> coalesce(e.refunded, 0)""",
    "what waits to be refunded is the sum of pending refunds": """
        SELECT p.id FROM payments p
        LEFT JOIN (SELECT payment_id, sum(amount) AS pending FROM refunds WHERE state = 'pending' GROUP BY payment_id) r
          ON r.payment_id = p.id
        WHERE p.refund_pending <> coalesce(r.pending, 0)""",
    "no more is refunded than was captured": """
        SELECT id FROM payments WHERE refunded + refund_pending > captured""",
    "an order's total is the sum of its lines and shipping": """
        SELECT o.id FROM orders o
        JOIN (SELECT order_id, sum(total) AS total, sum(discount) AS discount, sum(tax) AS tax, sum(relief) AS relief
              FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
        WHERE o.total <> l.total + o.shipping + CASE WHEN o.tax_included THEN 0 ELSE o.shipping_tax END
           OR o.discount <> l.discount OR o.tax <> l.tax + o.shipping_tax OR o.relief <> l.relief""",
    "an order's tax is that of its adjustments": """
        SELECT o.id FROM orders o
        LEFT JOIN (SELECT order_id, sum(amount) AS tax FROM order_adjustments WHERE kind = 'tax' GROUP BY order_id) a
          ON a.order_id = o.id
        WHERE o.tax <> coalesce(a.tax, 0)""",
    "every order has lines": """
        SELECT o.id FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id WHERE l.id IS NULL""",
    "stock on hand is the sum of its movements": """
        SELECT s.variant_id FROM stock_levels s
        LEFT JOIN (SELECT variant_id, sum(quantity) AS moved FROM stock_movements GROUP BY variant_id) m
          ON m.variant_id = s.variant_id
        WHERE s.on_hand <> coalesce(m.moved, 0)""",
    "reserved stock is the sum of live reservations": """
        SELECT s.variant_id FROM stock_levels s
        LEFT JOIN (SELECT variant_id, sum(quantity) AS promised FROM stock_reservations
                   WHERE state IN ('held', 'committed') GROUP BY variant_id) r ON r.variant_id = s.variant_id
        WHERE s.reserved <> coalesce(r.promised, 0)""",
    "no more is promised than there is": """
        SELECT variant_id FROM stock_levels WHERE tracked AND NOT backorder AND reserved > on_hand""",
    "no stock is promised to an order that is over, or to none": """
        SELECT r.order_id FROM stock_reservations r LEFT JOIN orders o ON o.id = r.order_id
        WHERE r.state IN ('held', 'committed')
          AND (o.id IS NULL OR o.status NOT IN ('pending', 'confirmed', 'processing'))""",
    "what has not left of a confirmed order is promised to it for good": """
        SELECT o.id FROM orders o
        JOIN (SELECT order_id, variant_id, sum(quantity - cancelled - shipped) AS due
              FROM order_lines GROUP BY order_id, variant_id) l ON l.order_id = o.id
        LEFT JOIN stock_reservations r
          ON r.order_id = l.order_id AND r.variant_id = l.variant_id AND r.state = 'committed'
        WHERE o.status IN ('confirmed', 'processing') AND l.due <> coalesce(r.quantity, 0)""",
    "what of a line is packed, shipped and delivered is in its parcels": """
        SELECT l.id FROM order_lines l
        LEFT JOIN (SELECT pl.line_id, sum(pl.quantity) AS packed,
                          sum(CASE WHEN p.shipped_at IS NOT NULL THEN pl.quantity ELSE 0 END) AS shipped,
                          sum(CASE WHEN p.delivered_at IS NOT NULL THEN pl.quantity ELSE 0 END) AS delivered
                   FROM parcel_lines pl JOIN parcels p ON p.id = pl.parcel_id
                   WHERE p.status <> 'cancelled' GROUP BY pl.line_id) s ON s.line_id = l.id
        WHERE l.packed <> coalesce(s.packed, 0) OR l.shipped <> coalesce(s.shipped, 0)
           OR l.delivered <> coalesce(s.delivered, 0)""",
    "what of a line is claimed and came back is in its returns": """
        SELECT l.id FROM order_lines l
        LEFT JOIN (SELECT rl.line_id, sum(CASE WHEN r.received_at IS NULL THEN rl.quantity ELSE rl.received END) AS claimed,
                          sum(rl.received) AS returned
                   FROM return_lines rl JOIN returns r ON r.id = rl.return_id
                   WHERE r.status NOT IN ('declined', 'cancelled') GROUP BY rl.line_id) s ON s.line_id = l.id
        WHERE l.claimed <> coalesce(s.claimed, 0) OR l.returned <> coalesce(s.returned, 0)""",
    "no more left the stock for an order than was shipped of it": """
        SELECT o.id FROM orders o
        JOIN (SELECT order_id, sum(shipped) AS shipped FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
        JOIN (SELECT reference, sum(CASE WHEN reason = 'shipped' THEN -quantity ELSE 0 END) AS sent,
                     sum(CASE WHEN reason = 'returned' THEN quantity ELSE 0 END) AS back
              FROM stock_movements WHERE reference LIKE 'order:%' GROUP BY reference) m
          ON replace(m.reference, '-', '') = 'order:' || replace(CAST(o.id AS VARCHAR(36)), '-', '')
        WHERE m.sent > l.shipped OR m.back > m.sent""",
    "the money of a refunded return is in its refunds": """
        SELECT r.id FROM returns r
        LEFT JOIN (SELECT rr.return_id, sum(f.amount) AS sent FROM return_refunds rr
                   JOIN refunds f ON f.id = rr.refund_id WHERE f.state <> 'failed' GROUP BY rr.return_id) s
          ON s.return_id = r.id
        WHERE (r.status = 'refunded' AND r.amount <> coalesce(s.sent, 0)) OR coalesce(s.sent, 0) > coalesce(r.amount, 0)""",
    "no order that is over has packed parcels": """
        SELECT o.id FROM orders o JOIN parcels p ON p.order_id = o.id
        WHERE p.status = 'packed' AND o.status IN ('cancelled', 'refunded')""",
    "one live order per cart": """
        SELECT cart_id FROM orders WHERE cart_id IS NOT NULL AND status <> 'cancelled'
        GROUP BY cart_id HAVING count(*) > 1""",
    "one order per idempotency key": """
        SELECT resource FROM idempotency_keys WHERE resource IS NOT NULL
        GROUP BY route, resource HAVING count(*) > 1""",
    "an order's status is the last step of its history": """
        SELECT o.id FROM orders o
        JOIN order_history s ON s.order_id = o.id AND s.axis = 'order'
        WHERE s.to_state <> o.status
          AND NOT EXISTS (SELECT 1 FROM order_history l WHERE l.order_id = s.order_id AND l.axis = 'order' AND l.id > s.id)""",
    "a paid order is confirmed, further, or its money goes back": """
        SELECT id FROM orders WHERE status = 'pending' AND payment_status IN ('paid', 'authorized')""",
    "a product's stars are those of its reviews": """
        SELECT p.id FROM products p
        LEFT JOIN review_summaries s ON s.product_id = p.id
        LEFT JOIN (SELECT product_id,
                           sum(CASE WHEN rating = 1 THEN 1 ELSE 0 END) AS ones,
                           sum(CASE WHEN rating = 2 THEN 1 ELSE 0 END) AS twos,
                           sum(CASE WHEN rating = 3 THEN 1 ELSE 0 END) AS threes,
                           sum(CASE WHEN rating = 4 THEN 1 ELSE 0 END) AS fours,
                           sum(CASE WHEN rating = 5 THEN 1 ELSE 0 END) AS fives
                         FROM reviews WHERE is_shown GROUP BY product_id) r ON r.product_id = p.id
        WHERE coalesce(s.stars_1, 0) <> coalesce(r.ones, 0) OR coalesce(s.stars_2, 0) <> coalesce(r.twos, 0)
           OR coalesce(s.stars_3, 0) <> coalesce(r.threes, 0) OR coalesce(s.stars_4, 0) <> coalesce(r.fours, 0)
           OR coalesce(s.stars_5, 0) <> coalesce(r.fives, 0)""",
    "a review's helpful votes are counted": """
        SELECT r.id FROM reviews r
        LEFT JOIN (SELECT review_id, count(*) AS votes FROM review_votes GROUP BY review_id) v ON v.review_id = r.id
        WHERE r.origin IS NULL AND r.helpful <> coalesce(v.votes, 0)""",
    "a promotion's uses are its redemptions that were not given back": """
        SELECT p.id FROM promotions p
        LEFT JOIN (SELECT promotion_id, count(*) AS uses FROM promotion_redemptions
                   WHERE state <> 'released' GROUP BY promotion_id) r ON r.promotion_id = p.id
        WHERE p.used <> coalesce(r.uses, 0)""",
    "a code's uses are its redemptions that were not given back": """
        SELECT c.id FROM promotion_codes c
        LEFT JOIN (SELECT code_id, count(*) AS uses FROM promotion_redemptions
                   WHERE state <> 'released' GROUP BY code_id) r ON r.code_id = c.id
        WHERE c.used <> coalesce(r.uses, 0)""",
    "no promotion and no code is used more often than it may be": """
        SELECT id FROM promotions WHERE used > usage_limit
        UNION ALL SELECT id FROM promotion_codes WHERE used > usage_limit""",
    "no promotion is held by an order that is cancelled, or by none": """
        SELECT r.order_id FROM promotion_redemptions r LEFT JOIN orders o ON o.id = r.order_id
        WHERE r.state <> 'released' AND (o.id IS NULL OR o.status = 'cancelled')""",
    "what a promotion took off an order is in its adjustments": """
        SELECT r.order_id FROM promotion_redemptions r
        LEFT JOIN (SELECT order_id, -sum(amount) AS lowered FROM order_adjustments
                   WHERE source LIKE 'promotion:%' GROUP BY order_id) a ON a.order_id = r.order_id
        GROUP BY r.order_id, a.lowered HAVING sum(r.amount) <> coalesce(a.lowered, 0)""",
    "an invoice says what its order comes to": """
        SELECT d.id FROM documents d JOIN orders o ON o.id = d.order_id
        WHERE d.kind = 'invoice' AND (d.total <> o.total OR d.tax <> o.tax OR d.currency <> o.currency)""",
    "numbers of documents have no gaps": """
        SELECT s.kind FROM document_series s
        LEFT JOIN (SELECT kind, year, count(*) AS issued, max(serial) AS last FROM documents GROUP BY kind, year) d
          ON d.kind = s.kind AND d.year = s.year
        WHERE s.last <> coalesce(d.issued, 0) OR s.last <> coalesce(d.last, 0)""",
    "credit notes take back no more than their invoice": """
        SELECT i.id FROM documents i JOIN documents c ON c.invoice_id = i.id
        GROUP BY i.id, i.total, i.tax HAVING sum(c.total) > i.total OR sum(c.tax) > i.tax
           OR (sum(c.total) = i.total AND sum(c.tax) <> i.tax)""",
    "no job runs beyond its attempts": """
        SELECT id FROM jobs WHERE attempts > max_attempts""",
}


async def violations(db: AsyncConnection) -> list[Violation]:
    """Everything in the tables that must not be; an empty list is sound books."""
    found = []
    for rule, statement in RULES.items():
        rows = await db.execute(text(statement))
        found += [Violation(rule, str(row[0])) for row in rows]
    return found
