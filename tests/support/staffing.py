"""Staff of a started shop that work by the API, for what a browser's journey needs done meanwhile."""

from dataclasses import dataclass
from typing import Any

import httpx2

ADMIN = ("admin@example.com", "admin-of-the-shop")
VENDOR = ("vendor@example.com", "vendor-of-the-shop")


@dataclass(frozen=True, slots=True)
class Staff:
    """The demo's administrator with a token."""

    base: str
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = httpx2.request(
            method, f"{self.base}{path}", json=body, headers=self.headers, timeout=30
        )
        assert answer.status_code < 400, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    def make_code(self, code: str) -> None:
        """A tenth off everything for who knows the code."""
        promotion = self.ask(
            "POST",
            "/api/v1/admin/promotions",
            {
                "name": f"Code {code}",
                "label": "A tenth off",
                "class": "order",
                "benefit": {"kind": "percent", "percent": "10"},
                "needs_code": True,
            },
        )
        path = f"/api/v1/admin/promotions/{promotion['id']}"
        self.ask("POST", f"{path}/codes", {"code": code})
        if promotion["state"] != "active":
            self.ask("PUT", f"{path}/state", {"state": "active"})

    def deliver(self, order_id: str) -> None:
        """Everything of an order in one parcel, sent and arrived."""
        order = self.ask("GET", f"/api/v1/orders/{order_id}")
        lines = [{"line_id": each["id"], "quantity": each["quantity"]} for each in order["items"]]
        packed = self.ask(
            "POST",
            f"/api/v1/admin/orders/{order_id}/parcels",
            {"lines": lines, "carrier": "Post", "tracking_number": "T1"},
        )
        for status in ("shipped", "delivered"):
            self.ask("PATCH", f"/api/v1/admin/parcels/{packed['id']}", {"status": status})


def admin_of(base: str) -> Staff:
    given = {"username": ADMIN[0], "password": ADMIN[1]}
    told = httpx2.post(f"{base}/api/v1/auth/login", json=given, timeout=30).json()
    return Staff(base, {"authorization": f"Bearer {told['access_token']}"})
