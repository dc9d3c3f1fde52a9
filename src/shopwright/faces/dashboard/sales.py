"""Sales by day, week or month, for those who may see them."""

from collections import defaultdict
from decimal import Decimal

import streamlit as st

from shopwright.faces.dashboard.talking import Talk


def show(talk: Talk) -> None:
    st.header("Sales")
    interval = st.selectbox("By", ["day", "week", "month", "year"])
    said = talk.ask("GET", "/api/v1/admin/analytics/sales", query={"interval": interval})
    if not said.is_well:
        st.error(said.problem)
        return
    for each in said.data["totals"]:
        left, middle, right = st.columns(3)
        left.metric(f"Sales {each['currency']}", each["total"])
        middle.metric("Orders", each["orders"])
        right.metric("On average", each["average_order"] or "\u2013")
    series: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for each in said.data["items"]:
        series[each["currency"]][each["period"]] = Decimal(each["total"])
    if not series:
        st.info("Nothing was sold yet.")
    for currency, amounts in series.items():
        st.subheader(currency)
        drawn = {"period": list(amounts), "total": [float(amount) for amount in amounts.values()]}
        st.bar_chart(drawn, x="period", y="total")
