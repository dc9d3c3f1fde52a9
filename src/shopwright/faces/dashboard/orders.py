"""Orders: one's own, or all for staff; and what became of one."""

import streamlit as st

from shopwright.faces.dashboard.talking import Talk


def show(talk: Talk) -> None:
    st.header("Orders")
    if not talk.token:
        st.info("Sign in to see orders.")
        return
    everybody = talk.ask("GET", "/api/v1/admin/orders", query={"limit": 50})
    said = everybody if everybody.is_well else talk.ask("GET", "/api/v1/orders/history")
    if not said.is_well:
        st.error(said.problem)
        return
    items = said.data["items"]
    if not items:
        st.info("There are no orders yet.")
        return
    shown = [
        {
            "Number": each["number"],
            "Placed": each["placed_at"],
            "Status": each["status"],
            "Payment": each["payment_status"],
            "Total": f"{each['total']} {each['currency']}",
        }
        for each in items
    ]
    st.dataframe(shown, hide_index=True)
    numbers = {each["number"]: each for each in items}
    order = numbers[str(st.selectbox("Order", list(numbers)))]
    timeline = talk.ask("GET", f"/api/v1/orders/{order['id']}/timeline")
    if not timeline.is_well:
        st.error(timeline.problem)
        return
    for step in timeline.data["items"]:
        st.write(f"{step['at']} \u2013 {step['title']} {step['detail']}")
