"""Any call of the API, by hand."""

import json
from contextlib import suppress

import streamlit as st

from shopwright.faces.dashboard.talking import METHODS, Talk


def show(talk: Talk) -> None:
    st.header("Try the API")
    with st.form("call"):
        method = str(st.selectbox("Method", METHODS))
        path = st.text_input("Path", value="/api/v1/products?limit=3")
        written = st.text_area("JSON body")
        if not st.form_submit_button("Send"):
            return
    body = None
    if written.strip():
        try:
            body = json.loads(written)
        except ValueError as error:
            st.error(f"That is no JSON: {error}")
            return
    try:
        said = talk.ask(method, path.strip(), body=body)
    except ValueError as error:
        st.error(str(error))
        return
    (st.success if said.is_well else st.error)(str(said.status))
    with suppress(TypeError):
        if isinstance(said.data, str):
            st.code(said.data)
        else:
            st.json(said.data)
