"""What Streamlit runs: the view that was chosen, and at the side who is signed in.

``streamlit run app.py -- --api http://127.0.0.1:8000``; ``shopwright dashboard`` does that.
"""

import argparse
import sys

import streamlit as st

from shopwright.faces.dashboard import catalog, entrance, orders, sales, status, trying
from shopwright.faces.dashboard.talking import Talk

VIEWS = {
    "Catalog": catalog.show,
    "Orders": orders.show,
    "Sales": sales.show,
    "System status": status.show,
    "Try the API": trying.show,
}
HOME = "http://127.0.0.1:8000"


def main() -> None:
    """One run of the page; the talk with the shop goes on from run to run."""
    st.set_page_config(page_title="Shopwright", layout="wide")
    talk: Talk = st.session_state.setdefault("talk", Talk(_address()))
    with st.sidebar:
        st.title("Shopwright")
        st.caption(talk.base)
        chosen = st.radio("View", list(VIEWS))
        entrance.show(talk)
    VIEWS[chosen](talk)


def _address() -> str:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", default=HOME)
    known, _ = parser.parse_known_args(sys.argv[1:])
    return str(st.session_state.get("api", known.api))


main()
