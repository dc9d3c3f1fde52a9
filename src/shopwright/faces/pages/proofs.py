"""How somebody proves in a form who he is: by his password, a code of his device, or a recovery code."""

from collections.abc import Mapping


def password_in(form: Mapping[str, str]) -> dict[str, str]:
    """The field ``password``, where something was typed: who has none proves himself by a fresh sign-in."""
    password = form.get("password", "")
    return {"password": password} if password else {}


def digits_in(form: Mapping[str, str]) -> dict[str, str]:
    """The field ``code`` where only a code of a device will do, without the blanks that devices show in it."""
    return {"code": form.get("code", "").strip().replace(" ", "")}


def code_in(form: Mapping[str, str]) -> dict[str, str]:
    """The field ``code`` by the name that the API gives what was typed: a device shows digits alone."""
    digits = digits_in(form)
    if not digits["code"] or digits["code"].isdecimal():
        return digits
    return {"recovery_code": form["code"].strip()}
