"""The catalog: search, look, put into the cart, order."""

from typing import Any

import streamlit as st

from shopwright.faces.dashboard.talking import Talk
from shopwright.kernel import ids

_PLACE = ("recipient", "line1", "postal_code", "city", "country")


def show(talk: Talk) -> None:
    st.header("Catalog")
    words = st.text_input("Search", key="words")
    query: dict[str, Any] = {"limit": 24, **({"q": words} if words else {})}
    said = talk.ask("GET", "/api/v1/products", query=query)
    if not said.is_well:
        st.error(said.problem)
        return
    items = said.data["items"]
    if not items:
        st.info("Nothing like that is sold here.")
        return
    shown = [
        {
            "Product": each["title"],
            "Price": f"{each['price']} {each['currency']}",
            "In stock": each["in_stock"],
        }
        for each in items
    ]
    st.dataframe(shown, hide_index=True)
    titles = {each["title"]: each for each in items}
    chosen = titles[str(st.selectbox("Product", list(titles)))]
    product = talk.ask("GET", f"/api/v1/products/{chosen['id']}")
    if product.is_well:
        _put_in(talk, product.data)
    _cart(talk)


def _put_in(talk: Talk, product: dict[str, Any]) -> None:
    variants = {
        f"{each['title'] or product['title']} \u2013 {each['price']} {each['currency']}": each
        for each in product["variants"]
        if each["is_active"] and each["price"]
    }
    if not variants:
        st.info("It is not for sale.")
        return
    variant = variants[str(st.selectbox("Variant", list(variants)))]
    quantity = int(st.number_input("Pieces", min_value=1, value=1))
    if st.button("Put into the cart"):
        body = {"variant_id": variant["id"], "quantity": quantity}
        said = talk.ask("POST", "/api/v1/cart/items", body=body)
        if said.is_well:
            talk.cart = said.data.get("cart_token") or talk.cart
            st.success("It is in the cart.")
        else:
            st.error(said.problem)


def _cart(talk: Talk) -> None:
    said = talk.ask("GET", "/api/v1/cart")
    if not said.is_well or not said.data["items"]:
        return
    cart = said.data
    st.subheader("Cart")
    lines = [
        {"Product": each["title"], "Pieces": each["quantity"], "Sum": each["total"]}
        for each in cart["items"]
    ]
    st.dataframe(lines, hide_index=True)
    st.write(f"Total: {cart['total']} {cart['currency']}")
    with st.form("order"):
        email = st.text_input("Email", value=talk.user.get("email", ""))
        place = {name: st.text_input(name.replace("_", " ").capitalize()) for name in _PLACE}
        token = st.selectbox("Payment", ["test_ok", "test_declined", "test_challenge"])
        if not st.form_submit_button("Place the order"):
            return
    order(talk, cart, email, place, str(token))


def order(talk: Talk, cart: dict[str, Any], email: str, place: dict[str, str], token: str) -> None:
    """The key holds until the shop has answered, so that a second click does not order twice."""
    key = st.session_state.setdefault("order-key", str(ids.new()))
    body = {
        "email": email or None,
        "shipping_address": place if any(place.values()) else None,
        "payment": {"provider": "test", "token": token},
    }
    headers = {"idempotency-key": f"{key}-{cart['id']}"}
    said = talk.ask("POST", "/api/v1/cart/checkout", body=body, headers=headers)
    if said.status < 500:
        st.session_state["order-key"] = str(ids.new())
    if said.is_well:
        st.success(f"Order {said.data['number']} is placed: {said.data['status']}.")
    else:
        st.error(said.problem)
