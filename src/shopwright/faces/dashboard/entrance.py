"""Signing in and out, at the side of every view."""

import streamlit as st

from shopwright.faces.dashboard.talking import Talk


def show(talk: Talk) -> None:
    if talk.token:
        st.write(talk.user.get("full_name") or talk.user.get("email", ""))
        if st.button("Sign out"):
            talk.sign_out()
            st.rerun()
        return
    if challenge := st.session_state.get("challenge"):
        _second_step(talk, challenge)
        return
    with st.form("sign-in"):
        username = st.text_input("Email or username")
        password = st.text_input("Password", type="password")
        if not st.form_submit_button("Sign in"):
            return
    said = talk.sign_in(username, password)
    if said.is_well:
        st.rerun()
    elif said.data.get("code") == "second_factor_required":
        st.session_state["challenge"] = said.data["challenge"]
        st.rerun()
    else:
        st.error(said.problem)


def _second_step(talk: Talk, challenge: str) -> None:
    if st.button("Begin again"):
        del st.session_state["challenge"]
        st.rerun()
    with st.form("second-step"):
        code = st.text_input("Code of your authenticator")
        if not st.form_submit_button("Go on"):
            return
    said = talk.second_step(challenge, code)
    if said.is_well:
        del st.session_state["challenge"]
        st.rerun()
    st.error(said.problem)
