"""What the five designs promise: each operation by its dialect, who may call it, and what is answered to whom may.

``ask`` is what is sent; a name in braces is something of the shop, made for each call: see :mod:`stage`. ``access`` is one of
ANYBODY, USER, CART, ADMIN, SELLER, OWN_GOODS, SELF, OWNER, or LISTS, where staff and customers see different things; what
asks for a secret is in test_secrets.py.
"""

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

ANYBODY, USER, CART, ADMIN = "public", "user", "user or guest", "admin"
SELLER, OWN_GOODS = "vendor, admin", "vendor (own), admin"
SELF, OWNER, LISTS, BUYER = "self, admin", "owner, admin", "admin: all, user: own", "owner"
SECRETS = ("refresh token", "reset token or OTP", "token", "OTP", "signature")


@dataclass(frozen=True)
class Promise:
    dialect: str
    method: str
    path: str
    access: str
    status: int = 200
    ask: Any = None
    id: str = ""
    form: bool = False

    @override
    def __str__(self) -> str:
        return f"{self.dialect} {self.method} {self.path}"


ACCOUNT = {"email": "{new_email}", "password": "correct horse battery"}
NAMED_ACCOUNT = ACCOUNT | {"username": "{new_name}"}
FULL_ACCOUNT = ACCOUNT | {"full_name": "Robin Example"}
LOGIN = {"email": "{email}", "password": "correct horse battery"}
USERNAME = {"username": "{email}", "password": "correct horse battery"}
GOODS = {"name": "Mug", "description": "Holds tea.", "price": 9.5, "stock_quantity": 4}
ITEMS = {"items": [{"product_id": "{product}", "quantity": 1}]}
ITEM = {"product_id": "{product}", "quantity": 1}
PLACE = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7AA",
    "country": "GB",
}
THEIR_PLACE = {"full_name": "Robin Example", "street": "1 Mill Lane", "city": "York", "zip_code": "YO1 7AA", "country": "gb"}  # fmt: skip
CHECKOUT = {"email": "robin@example.com", "shipping_address": PLACE, "payment": {"provider": "test", "token": "test_ok"}}  # fmt: skip
NAME = {"full_name": "Robin Other"}
CONFIRMED, SHIPPED = {"status": "processing"}, {"status": "processing", "reason": "It is packed."}
CATEGORY = {"name": "Teapots {number}"}
STARS, COMMENT = {"rating": 5, "text": "Good."}, {"rating": 5, "comment": "Good."}

# fmt: off
RENDER = (
    Promise("render", "GET", "/", ANYBODY),
    Promise("render", "GET", "/health", ANYBODY),
    Promise("render", "POST", "/register", ANYBODY, 201, NAMED_ACCOUNT),
    Promise("render", "POST", "/login", ANYBODY, 200, LOGIN),
    Promise("render", "GET", "/users/me", USER),
    Promise("render", "GET", "/products", ANYBODY),
    Promise("render", "GET", "/products/{id}", ANYBODY, id="product"),
    Promise("render", "POST", "/products", SELLER, 201, GOODS),
    Promise("render", "POST", "/orders", USER, 201, ITEMS),
    Promise("render", "GET", "/orders", USER),
    Promise("render", "GET", "/orders/{id}", OWNER, id="order"),
)
LAYERED = (
    Promise("layered", "POST", "/api/v1/users/", ANYBODY, 201, FULL_ACCOUNT),
    Promise("layered", "POST", "/api/v1/users/login", ANYBODY, 200, USERNAME, form=True),
    Promise("layered", "GET", "/api/v1/users/logout", USER, 204),
    Promise("layered", "GET", "/api/v1/users/{id}", SELF, id="self"),
    Promise("layered", "PUT", "/api/v1/users/{id}", SELF, 200, NAME, id="self"),
    Promise("layered", "GET", "/api/v1/users/", ADMIN),
    Promise("layered", "POST", "/api/v1/products/", SELLER, 201, GOODS),
    Promise("layered", "GET", "/api/v1/products/", ANYBODY),
    Promise("layered", "GET", "/api/v1/products/{id}", ANYBODY, id="product"),
    Promise("layered", "PUT", "/api/v1/products/{id}", OWN_GOODS, 200, GOODS, id="own_product"),
    Promise("layered", "DELETE", "/api/v1/products/{id}", OWN_GOODS, 204, id="own_product"),
    Promise("layered", "POST", "/api/v1/orders/", USER, 201, ITEMS),
    Promise("layered", "GET", "/api/v1/orders/", LISTS),
    Promise("layered", "GET", "/api/v1/orders/my-orders", USER),
    Promise("layered", "GET", "/api/v1/orders/{id}", OWNER, id="order"),
    Promise("layered", "PUT", "/api/v1/orders/{id}/status", ADMIN, 200, CONFIRMED, id="order"),
    Promise("layered", "DELETE", "/api/v1/orders/{id}", ADMIN, 204, id="order"),
    Promise("layered", "GET", "/api/v1/orders/health/stock-check", ADMIN),
)
CLASSIC = (
    Promise("classic", "POST", "/api/auth/register", ANYBODY, 201, FULL_ACCOUNT),
    Promise("classic", "POST", "/api/auth/login", ANYBODY, 200, LOGIN),
    Promise("classic", "POST", "/api/auth/refresh", "refresh token", 401, {"refresh_token": "none"}),
    Promise("classic", "POST", "/api/auth/logout", USER),
    Promise("classic", "POST", "/api/auth/forgot-password", ANYBODY, 202, {"email": "{email}"}),
    Promise("classic", "POST", "/api/auth/reset-password", "reset token or OTP", 400, {"email": "{email}", "otp": "000000", "password": "another horse battery"}),
    Promise("classic", "GET", "/api/users/profile", USER),
    Promise("classic", "PUT", "/api/users/profile", USER, 200, NAME),
    Promise("classic", "GET", "/api/users/orders", USER),
    Promise("classic", "GET", "/api/users/addresses", USER),
    Promise("classic", "POST", "/api/users/addresses", USER, 201, THEIR_PLACE),
    Promise("classic", "GET", "/api/products", ANYBODY),
    Promise("classic", "GET", "/api/products/{id}", ANYBODY, id="product"),
    Promise("classic", "GET", "/api/products/search", ANYBODY),
    Promise("classic", "POST", "/api/products", SELLER, 201, GOODS),
    Promise("classic", "PUT", "/api/products/{id}", OWN_GOODS, 200, GOODS, id="own_product"),
    Promise("classic", "DELETE", "/api/products/{id}", OWN_GOODS, 204, id="own_product"),
    Promise("classic", "POST", "/api/products/{id}/reviews", USER, 201, COMMENT, id="product"),
    Promise("classic", "GET", "/api/categories", ANYBODY),
    Promise("classic", "GET", "/api/categories/{id}/products", ANYBODY, id="category"),
    Promise("classic", "GET", "/api/cart", CART),
    Promise("classic", "POST", "/api/cart/items", CART, 201, ITEM),
    Promise("classic", "PUT", "/api/cart/items/{id}", CART, 200, {"quantity": 2}, id="line"),
    Promise("classic", "DELETE", "/api/cart/items/{id}", CART, id="line"),
    Promise("classic", "POST", "/api/cart/checkout", CART, 201, CHECKOUT),
    Promise("classic", "POST", "/api/orders", USER, 201, ITEMS),
    Promise("classic", "GET", "/api/orders/{id}", OWNER, id="order"),
    Promise("classic", "GET", "/api/orders", USER),
    Promise("classic", "PUT", "/api/orders/{id}/cancel", OWNER, id="order"),
    Promise("classic", "GET", "/api/orders/{id}/invoice", OWNER, id="invoiced_order"),
    Promise("classic", "POST", "/api/payments/create-intent", BUYER, 201, {"order_id": "{unpaid_order}", "token": "test_ok"}),
    Promise("classic", "POST", "/api/payments/confirm", BUYER, 200, {"payment_intent_id": "{payment}"}),
    Promise("classic", "POST", "/api/webhooks/stripe", "signature", 404, {}),
    Promise("classic", "GET", "/api/admin/dashboard", ADMIN),
    Promise("classic", "GET", "/api/admin/users", ADMIN),
    Promise("classic", "PUT", "/api/admin/users/{id}", ADMIN, 200, NAME, id="self"),
    Promise("classic", "GET", "/api/admin/orders", ADMIN),
    Promise("classic", "PUT", "/api/admin/orders/{id}/status", ADMIN, 200, SHIPPED, id="order"),
)
ASYNC = (
    Promise("async", "POST", "/signup", ANYBODY, 201, FULL_ACCOUNT),
    Promise("async", "POST", "/login", ANYBODY, 200, USERNAME, form=True),
    Promise("async", "GET", "/me", USER),
    Promise("async", "GET", "/admin-only", ADMIN),
    Promise("async", "GET", "/products/", ANYBODY),
    Promise("async", "POST", "/products/", SELLER, 201, GOODS),
    Promise("async", "GET", "/products/{product_id}", ANYBODY, id="product"),
    Promise("async", "PUT", "/products/{product_id}", OWN_GOODS, 200, GOODS, id="own_product"),
    Promise("async", "DELETE", "/products/{product_id}", OWN_GOODS, 204, id="own_product"),
    Promise("async", "POST", "/cart/add/{product_id}", USER, id="product"),
    Promise("async", "GET", "/cart/", USER),
    Promise("async", "POST", "/orders/checkout", USER, 201),
    Promise("async", "GET", "/orders/my", USER),
    Promise("async", "GET", "/orders/{order_id}", OWNER, id="order"),
)
COMPLETE = (
    Promise("complete", "POST", "/api/v1/auth/register", ANYBODY, 201, FULL_ACCOUNT),
    Promise("complete", "POST", "/api/v1/auth/login", ANYBODY, 200, LOGIN),
    Promise("complete", "POST", "/api/v1/auth/refresh", "refresh token", 401, {"refresh_token": "none"}),
    Promise("complete", "GET", "/api/v1/auth/verify-email/{token}", "token", 400, id="no_token"),
    Promise("complete", "POST", "/api/v1/auth/forgot-password", ANYBODY, 202, {"email": "{email}"}),
    Promise("complete", "POST", "/api/v1/auth/reset-password", "OTP", 400, {"email": "{email}", "otp": "000000", "new_password": "another horse battery"}),
    Promise("complete", "GET", "/api/v1/auth/me", USER),
    Promise("complete", "GET", "/api/v1/products", ANYBODY),
    Promise("complete", "POST", "/api/v1/products", SELLER, 201, GOODS),
    Promise("complete", "GET", "/api/v1/products/{id}", ANYBODY, id="product"),
    Promise("complete", "PUT", "/api/v1/products/{id}", OWN_GOODS, 200, GOODS, id="own_product"),
    Promise("complete", "DELETE", "/api/v1/products/{id}", OWN_GOODS, 204, id="own_product"),
    Promise("complete", "POST", "/api/v1/products/{id}/upload-image", OWN_GOODS, 201, "picture", id="own_product"),
    Promise("complete", "GET", "/api/v1/categories", ANYBODY),
    Promise("complete", "POST", "/api/v1/categories", ADMIN, 201, CATEGORY),
    Promise("complete", "GET", "/api/v1/categories/{id}", ANYBODY, id="category"),
    Promise("complete", "PUT", "/api/v1/categories/{id}", ADMIN, 200, CATEGORY, id="category"),
    Promise("complete", "GET", "/api/v1/cart", CART),
    Promise("complete", "POST", "/api/v1/cart/add", CART, 200, ITEM),
    Promise("complete", "PUT", "/api/v1/cart/{item_id}", CART, 200, {"quantity": 2}, id="line"),
    Promise("complete", "DELETE", "/api/v1/cart/{item_id}", CART, id="line"),
    Promise("complete", "DELETE", "/api/v1/cart/clear", CART),
    Promise("complete", "POST", "/api/v1/cart/sync", USER, 200, ITEMS),
    Promise("complete", "GET", "/api/v1/orders", USER),
    Promise("complete", "POST", "/api/v1/orders", USER, 201, {}),
    Promise("complete", "GET", "/api/v1/orders/{id}", OWNER, id="order"),
    Promise("complete", "PUT", "/api/v1/orders/{id}/status", ADMIN, 200, CONFIRMED, id="order"),
    Promise("complete", "POST", "/api/v1/orders/{id}/cancel", OWNER, id="order"),
    Promise("complete", "POST", "/api/v1/orders/{id}/refund", ADMIN, id="order"),
    Promise("complete", "GET", "/api/v1/orders/{id}/track", OWNER, id="order"),
    Promise("complete", "GET", "/api/v1/orders/history", USER),
    Promise("complete", "GET", "/api/v1/admin/dashboard/stats", ADMIN),
    Promise("complete", "GET", "/api/v1/admin/analytics/sales", ADMIN),
    Promise("complete", "GET", "/api/v1/admin/analytics/users", ADMIN),
    Promise("complete", "GET", "/api/v1/admin/analytics/products/top", ADMIN),
    Promise("complete", "POST", "/api/v1/admin/export/orders", ADMIN, 202, {"format": "csv"}),
    Promise("complete", "POST", "/api/v1/admin/export/products", ADMIN, 202, {"format": "xlsx"}),
    Promise("complete", "GET", "/api/v1/admin/users", ADMIN),
    Promise("complete", "PUT", "/api/v1/admin/users/{id}/role", ADMIN, 200, {"role": "vendor"}, id="somebody"),
    Promise("complete", "GET", "/api/v1/admin/orders/pending", ADMIN),
    Promise("complete", "GET", "/api/v1/admin/system/health", ADMIN),
    Promise("complete", "GET", "/health", ANYBODY),
)
# fmt: on
PROMISES = (*RENDER, *LAYERED, *CLASSIC, *ASYNC, *COMPLETE)
