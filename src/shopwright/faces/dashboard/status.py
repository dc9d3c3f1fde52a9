"""How the shop is: its parts, and for those who may see it the machines."""

import streamlit as st

from shopwright.faces.dashboard.talking import Talk


def show(talk: Talk) -> None:
    st.header("System status")
    health = talk.ask("GET", "/health")
    if not isinstance(health.data, dict):
        st.error(health.problem)
        return
    told = st.success if health.data["status"] == "ok" else st.error
    told(f"{health.data['status']} \u2013 version {health.data['version']}")
    st.json(health.data["checks"])
    machines = talk.ask("GET", "/api/v1/admin/system/health")
    if machines.is_well:
        shown = [
            {"Part": each["name"], "State": each["state"], "ms": each["ms"]}
            for each in machines.data["machines"]
        ]
        st.dataframe(shown, hide_index=True)
