"""Which address of which dialect stands for which operation of the API: one line each.

The dialects `complete` and `layered` are the API itself and stand in no table.
"""

from dataclasses import dataclass

from shopwright.faces.compat import answers, requests
from shopwright.faces.compat.answers import Gives
from shopwright.faces.compat.requests import Asks, Takes


@dataclass(frozen=True, slots=True)
class Alias:
    """``address`` is answered by the operation at ``to``; a name in braces is one part of a path.

    ``asks`` translates the query, ``takes`` the body on its way in, ``gives`` what comes back, where they differ.
    ``for_users``: guests, whom the operation serves as well, are turned away as the dialect promises.
    """

    dialects: str
    address: str
    to: str
    asks: Asks | None = None
    takes: Takes | None = None
    gives: Gives | None = None
    for_users: bool = False

    @property
    def method(self) -> str:
        return self.address.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.address.partition(" ")[2]

    @property
    def operation(self) -> tuple[str, str]:
        """The method and the path of what it stands for."""
        method, _, path = self.to.partition(" ")
        return method, path

    @property
    def is_reading(self) -> bool:
        """Whether it is GET on both sides: signing out by GET is none."""
        return self.method == "GET" and self.operation[0] == "GET"


PRODUCTS, PRODUCT = "/api/v1/products", "/api/v1/products/{product_id}"
ORDERS, ORDER = "/api/v1/orders", "/api/v1/orders/{order_id}"
OWN_ORDERS, OWN_ADDRESSES = "/api/v1/orders/history", "/api/v1/users/me/addresses"

# fmt: off
ROOT = (
    Alias("render",       "POST /register", "POST /api/v1/auth/register", takes=requests.account, gives=answers.account),
    Alias("async",        "POST /signup", "POST /api/v1/auth/register", takes=requests.account, gives=answers.account),
    Alias("render async", "POST /login", "POST /api/v1/auth/login"),
    Alias("render async", "POST /logout", "POST /api/v1/auth/logout", gives=answers.signed_out),
    Alias("render async", "GET /logout", "POST /api/v1/auth/logout", gives=answers.signed_out),
    Alias("render",       "GET /users/me", "GET /api/v1/users/me", gives=answers.account),
    Alias("async",        "GET /me", "GET /api/v1/users/me", gives=answers.account),
    Alias("async",        "GET /admin-only", "GET /api/v1/admin/me", gives=answers.greeting),
    Alias("render async", "GET /products", f"GET {PRODUCTS}", asks=requests.LIST, gives=answers.products),
    Alias("render async", "POST /products", f"POST {PRODUCTS}", takes=requests.product, gives=answers.product),
    Alias("render async", "GET /products/{product_id}", f"GET {PRODUCT}", gives=answers.product),
    Alias("async",        "PUT /products/{product_id}", f"PATCH {PRODUCT}", takes=requests.product, gives=answers.product),
    Alias("async",        "DELETE /products/{product_id}", f"DELETE {PRODUCT}"),
    Alias("async",        "GET /cart", "GET /api/v1/cart", gives=answers.cart, for_users=True),
    Alias("async",        "POST /cart/add/{product_id}", "POST /api/v1/cart/add", takes=requests.piece, gives=answers.cart, for_users=True),
    Alias("async",        "POST /orders/checkout", "POST /api/v1/cart/checkout", takes=requests.order, gives=answers.order, for_users=True),
    Alias("async",        "GET /orders/my", f"GET {OWN_ORDERS}", asks=requests.LIST, gives=answers.orders),
    Alias("render",       "POST /orders", f"POST {ORDERS}", takes=requests.order, gives=answers.order, for_users=True),
    Alias("render",       "GET /orders", f"GET {OWN_ORDERS}", asks=requests.LIST, gives=answers.orders),
    Alias("render async", "GET /orders/{order_id}", f"GET {ORDER}", gives=answers.order),
)

CLASSIC = (
    Alias("classic", "POST /api/auth/register", "POST /api/v1/auth/register", takes=requests.account, gives=answers.account),
    Alias("classic", "POST /api/auth/login", "POST /api/v1/auth/login"),
    Alias("classic", "POST /api/auth/refresh", "POST /api/v1/auth/refresh"),
    Alias("classic", "POST /api/auth/logout", "POST /api/v1/auth/logout", gives=answers.signed_out),
    Alias("classic", "GET /api/auth/logout", "POST /api/v1/auth/logout", gives=answers.signed_out),
    Alias("classic", "POST /api/auth/forgot-password", "POST /api/v1/auth/forgot-password"),
    Alias("classic", "POST /api/auth/reset-password", "POST /api/v1/auth/reset-password", takes=requests.reset, gives=answers.password_set),
    Alias("classic", "GET /api/users/profile", "GET /api/v1/users/me", gives=answers.account),
    Alias("classic", "PUT /api/users/profile", "PUT /api/v1/users/me", takes=requests.account, gives=answers.account),
    Alias("classic", "GET /api/users/orders", f"GET {OWN_ORDERS}", asks=requests.LIST, gives=answers.orders),
    Alias("classic", "GET /api/users/addresses", f"GET {OWN_ADDRESSES}", gives=answers.addresses),
    Alias("classic", "POST /api/users/addresses", f"POST {OWN_ADDRESSES}", takes=requests.address, gives=answers.address),
    Alias("classic", "GET /api/products", f"GET {PRODUCTS}", asks=requests.LIST, gives=answers.products),
    Alias("classic", "GET /api/products/search", f"GET {PRODUCTS}/search", asks=requests.LIST, gives=answers.products),
    Alias("classic", "GET /api/products/{product_id}", f"GET {PRODUCT}", gives=answers.product),
    Alias("classic", "POST /api/products", f"POST {PRODUCTS}", takes=requests.product, gives=answers.product),
    Alias("classic", "PUT /api/products/{product_id}", f"PATCH {PRODUCT}", takes=requests.product, gives=answers.product),
    Alias("classic", "DELETE /api/products/{product_id}", f"DELETE {PRODUCT}"),
    Alias("classic", "POST /api/products/{product_id}/reviews", f"POST {PRODUCT}/reviews", takes=requests.review, gives=answers.review),
    Alias("classic", "GET /api/categories", "GET /api/v1/categories"),
    Alias("classic", "GET /api/categories/{category_id}/products", "GET /api/v1/categories/{category_id}/products", asks=requests.LIST, gives=answers.products),
    Alias("classic", "GET /api/cart", "GET /api/v1/cart", gives=answers.cart),
    Alias("classic", "POST /api/cart/items", "POST /api/v1/cart/items", gives=answers.cart),
    Alias("classic", "PUT /api/cart/items/{item_id}", "PUT /api/v1/cart/items/{item_id}", gives=answers.cart),
    Alias("classic", "DELETE /api/cart/items/{item_id}", "DELETE /api/v1/cart/items/{item_id}", gives=answers.cart),
    Alias("classic", "POST /api/cart/checkout", "POST /api/v1/cart/checkout", takes=requests.order, gives=answers.order),
    Alias("classic", "POST /api/orders", f"POST {ORDERS}", takes=requests.order, gives=answers.order, for_users=True),
    Alias("classic", "GET /api/orders", f"GET {OWN_ORDERS}", asks=requests.LIST, gives=answers.orders),
    Alias("classic", "GET /api/orders/{order_id}", f"GET {ORDER}", gives=answers.order),
    Alias("classic", "PUT /api/orders/{order_id}/cancel", f"POST {ORDER}/cancel", gives=answers.order),
    Alias("classic", "GET /api/orders/{order_id}/invoice", f"GET {ORDER}/invoice"),
    Alias("classic", "POST /api/payments/create-intent", "POST /api/v1/payments/create-intent", takes=requests.intent, gives=answers.payment),
    Alias("classic", "POST /api/payments/confirm", "POST /api/v1/payments/confirm", takes=requests.confirmation, gives=answers.payment),
    Alias("classic", "POST /api/webhooks/stripe", "POST /api/v1/webhooks/stripe"),
    Alias("classic", "GET /api/admin/dashboard", "GET /api/v1/admin/dashboard/stats"),
    Alias("classic", "GET /api/admin/users", "GET /api/v1/admin/users", asks=requests.LIST, gives=answers.accounts),
    Alias("classic", "PUT /api/admin/users/{user_id}", "PUT /api/v1/admin/users/{user_id}", takes=requests.account, gives=answers.account),
    Alias("classic", "GET /api/admin/orders", "GET /api/v1/admin/orders", asks=requests.LIST, gives=answers.orders),
    Alias("classic", "PUT /api/admin/orders/{order_id}/status", f"PUT {ORDER}/status", takes=requests.step, gives=answers.order),
)
# fmt: on

TABLE = (*ROOT, *CLASSIC)
