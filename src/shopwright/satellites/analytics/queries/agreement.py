"""Whether analytics agree with the ledger: each rule is one statement that must find nothing."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.analytics.contracts import GOODS, SALES, Cube

_SOLD = """SELECT o.* FROM orders o WHERE EXISTS
    (SELECT 1 FROM order_history h WHERE h.order_id = o.id AND h.axis = 'order' AND h.to_state = 'confirmed')"""
_MONTH = "length(period) = 7"


def _sums(cube: Cube, alias: str) -> str:
    return ", ".join(f"sum({alias}.{name}) AS {name}" for name in cube.measures)


def _differs(cube: Cube) -> str:
    return " OR ".join(f"coalesce(a.{name}, 0) <> coalesce(b.{name}, 0)" for name in cube.measures)


def _facts_and_sums(cube: Cube, facts: str, rollup: str) -> str:
    """Periods of which the sums are not those of the facts."""
    told = f"SELECT substr(f.day, 1, 7) AS period, {_sums(cube, 'f')} FROM {facts} f GROUP BY 1"  # noqa: S608  # nosec B608
    kept = f"SELECT r.period, {_sums(cube, 'r')} FROM {rollup} r GROUP BY r.period"  # noqa: S608  # nosec B608
    days = told.replace("substr(f.day, 1, 7)", "f.day")
    return f"""
        SELECT coalesce(a.period, b.period) FROM ({told} UNION ALL {days}) a
        FULL JOIN ({kept}) b ON b.period = a.period WHERE {_differs(cube)}"""  # noqa: S608  # nosec B608


RULES: Mapping[str, str] = {
    "sums of sales are those of their facts": _facts_and_sums(
        SALES, "analytics_sales", "analytics_sales_rollup"
    ),
    "sums of goods are those of their facts": _facts_and_sums(
        GOODS, "analytics_goods", "analytics_goods_rollup"
    ),
    "analytics of orders agree with the orders": f"""
        SELECT o.id FROM ({_SOLD}) o
        LEFT JOIN (SELECT order_id, sum(orders) AS orders, sum(goods) AS goods, sum(discount) AS discount,
                     sum(relief) AS relief, sum(delivery) AS delivery, sum(tax) AS tax, sum(total) AS total,
                     sum(cancelled_orders) AS cancelled FROM analytics_sales GROUP BY order_id) s ON s.order_id = o.id
        WHERE coalesce(s.orders, 0) <> 1 OR s.goods <> o.subtotal OR s.discount <> o.discount OR s.relief <> o.relief
           OR s.delivery <> o.shipping OR s.tax <> o.tax OR s.total <> o.total
           OR s.cancelled <> CASE WHEN o.status = 'cancelled' THEN 1 ELSE 0 END""",  # noqa: S608  # nosec B608
    "analytics of money agree with the payments": """
        SELECT p.order_id FROM (SELECT order_id, sum(captured) AS captured, sum(refunded) AS refunded
                                FROM payments GROUP BY order_id) p
        LEFT JOIN (SELECT order_id, sum(paid) AS paid, sum(refunded) AS refunded FROM analytics_sales GROUP BY order_id) s
          ON s.order_id = p.order_id
        WHERE coalesce(s.paid, 0) <> p.captured OR coalesce(s.refunded, 0) <> p.refunded""",
    "analytics of tax and discounts agree with the adjustments": """
        SELECT s.order_id FROM (SELECT order_id, sum(orders) AS orders, sum(tax) AS tax, sum(relief) AS relief
                                FROM analytics_sales GROUP BY order_id) s
        LEFT JOIN (SELECT order_id, sum(CASE WHEN kind = 'tax' THEN amount ELSE 0 END) AS tax
                   FROM order_adjustments GROUP BY order_id) a ON a.order_id = s.order_id
        WHERE s.orders = 1 AND s.tax <> coalesce(a.tax, 0)""",
    "analytics of goods agree with the lines": f"""
        SELECT l.order_id FROM (SELECT order_id, sum(quantity) AS units, sum(total) AS total FROM order_lines
                                WHERE order_id IN (SELECT id FROM ({_SOLD}) s) GROUP BY order_id) l
        LEFT JOIN (SELECT order_id, sum(units) AS units, sum(total) AS total FROM analytics_goods GROUP BY order_id) g
          ON g.order_id = l.order_id
        WHERE coalesce(g.units, 0) <> l.units OR coalesce(g.total, 0) <> l.total""",  # noqa: S608  # nosec B608
    "no order is counted that is none": """
        SELECT s.order_id FROM analytics_sales s LEFT JOIN orders o ON o.id = s.order_id WHERE o.id IS NULL""",
}
_WAITING = "SELECT count(*) FROM jobs WHERE name LIKE 'analytics.%' AND state = 'ready' AND event_id IS NOT NULL"


async def disagreements(db: AsyncConnection) -> list[tuple[str, str]]:
    """What in analytics is not as the ledger has it: the rule, and what it is about.

    Nothing is looked at while some of what happened still waits to be counted.
    """
    if (await db.execute(text(_WAITING))).scalar_one():
        return []
    return [
        (rule, str(row[0]))
        for rule, statement in RULES.items()
        for row in await db.execute(text(statement))
    ]
