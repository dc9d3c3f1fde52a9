"""Talking to the API: one address, the token of whoever signed in, and what it says in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

_PATIENCE = 30.0
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its status, its JSON where it is some, else its text."""

    status: int
    data: Any

    @property
    def is_well(self) -> bool:
        return self.status < 400

    @property
    def problem(self) -> str:
        """What a refusal says, with the fields that are at fault."""
        if not isinstance(self.data, dict):
            return str(self.data)
        faults = [f"{each['pointer']}: {each['message']}" for each in self.data.get("errors", ())]
        said = self.data.get("detail") or self.data.get("title", "")
        return " \u00b7 ".join([str(said), *faults])


@dataclass(slots=True)
class Talk:
    """``base`` is where the shop is; ``token`` is empty for a guest, whose cart the shop knows by ``cart``."""

    base: str
    token: str = ""
    cart: str = ""
    user: dict[str, Any] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        """Call one operation; ``path`` is below the shop, never another host's.

        Raises:
            ValueError: the path does not begin with one slash.
        """
        if not path.startswith("/") or path.startswith("//") or "\\" in path:
            message = "A path begins with one slash."
            raise ValueError(message)
        known = {
            **({"authorization": f"Bearer {self.token}"} if self.token else {}),
            **({"x-cart-token": self.cart} if self.cart and not self.token else {}),
        }
        try:
            answer = httpx2.request(
                method,
                f"{self.base.rstrip('/')}{path}",
                params=query,
                json=body,
                headers={**known, **(headers or {})},
                timeout=_PATIENCE,
                follow_redirects=False,
            )
        except httpx2.HTTPError as error:
            return Said(503, f"The shop does not answer: {error}")
        if "json" in answer.headers.get("content-type", ""):
            return Said(answer.status_code, answer.json())
        return Said(answer.status_code, answer.text)

    def sign_in(self, username: str, password: str) -> Said:
        said = self.ask(
            "POST", "/api/v1/auth/login", body={"username": username, "password": password}
        )
        self._take(said)
        return said

    def second_step(self, challenge: str, code: str) -> Said:
        body = {"challenge": challenge, "code": code}
        said = self.ask("POST", "/api/v1/auth/second-factor", body=body)
        self._take(said)
        return said

    def sign_out(self) -> None:
        _ = self.ask("POST", "/api/v1/auth/logout")
        self.token, self.user, self.cart = "", {}, ""

    def _take(self, said: Said) -> None:
        if said.is_well:
            self.token, self.user = said.data["access_token"], said.data["user"]
