"""What the books say of a course of goods: its state, what it led through, and what is conserved in it."""

STATE = (
    "SELECT count(*), sum(paid), sum(refunded), sum(version) FROM orders",
    "SELECT sum(packed), sum(shipped), sum(delivered), sum(cancelled), sum(claimed), sum(returned), sum(credited) FROM order_lines",
    "SELECT sum(on_hand), sum(reserved) FROM stock_levels",
    "SELECT count(*), sum(CASE WHEN status = 'packed' THEN 1 ELSE 0 END) FROM parcels",
    "SELECT count(*), sum(amount) FROM returns",
    "SELECT sum(captured), sum(refunded), sum(refund_pending) FROM payments",
    "SELECT sum(used) FROM promotions",
)
LED_THROUGH = {
    "returns that were refused or withdrawn": "SELECT count(*) FROM returns WHERE status IN ('declined', 'cancelled')",
    "returns that came": "SELECT count(*) FROM returns WHERE received_at IS NOT NULL",
    "returns whose money went back": "SELECT count(*) FROM returns WHERE status = 'refunded' AND amount > 0",
    "orders cut beside what had left": """
        SELECT count(*) FROM (SELECT order_id FROM order_lines GROUP BY order_id
                              HAVING sum(cancelled) > 0 AND sum(shipped) > 0) cut""",
    "payments taken in part": "SELECT count(*) FROM payments WHERE captured > 0 AND captured < amount",
    "payments given back in part": "SELECT count(*) FROM payments WHERE refunded > 0 AND refunded < captured",
}
CONSERVED = """
    SELECT l.variant_id, l.on_hand
           + coalesce((SELECT sum(shipped) FROM order_lines o WHERE o.variant_id = l.variant_id), 0)
           - coalesce((SELECT sum(r.restocked) FROM return_lines r JOIN order_lines o ON o.id = r.line_id
                       WHERE o.variant_id = l.variant_id), 0)
    FROM stock_levels l"""
