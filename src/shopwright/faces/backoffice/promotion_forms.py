"""A promotion as a form, and a form as the promotion that the API takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from shopwright.faces.backoffice.order import number_in

Fields = dict[str, list[str]]
CLASSES = ("item", "order", "shipping")
KINDS = ("percent", "fixed", "fixed_price", "buy_x_get_y", "free_shipping")
QUESTIONS = ("spend", "pieces", "first_order", "customer_group", "country", "hours")
_EMPTY_QUESTIONS, _LONGEST_PLACE = 2, 2
# What of a benefit, and of a question, counts; the rest of the form is left aside.
_OF_BENEFIT: Mapping[str, tuple[str, ...]] = {
    "percent": ("percent", "most"),
    "fixed": ("amounts", "most"),
    "fixed_price": ("amounts", "most"),
    "buy_x_get_y": ("percent", "buy", "get", "repeats", "bought", "most"),
    "free_shipping": ("most",),
}
_OF_QUESTION: Mapping[str, tuple[str, ...]] = {
    "spend": ("amounts", "among"),
    "pieces": ("pieces", "among"),
    "first_order": (),
    "customer_group": ("group_ids",),
    "country": ("countries",),
    "hours": ("weekdays", "begins", "ends", "time_zone"),
}
_TARGET_IDS = ("category_ids", "product_ids", "variant_ids")
_TARGET = (*_TARGET_IDS, "brands", "tags")
_PLAIN = ("name", "label", "class", "lane")
_TICKED = ("needs_code", "is_announced", "exclusive")
_MOMENTS = ("starts_at", "ends_at")
_LIMITS = ("usage_limit", "customer_limit")


def payload_of(fields: Fields, currency: str) -> dict[str, Any]:
    """The promotion that a form describes; what nobody could mean is left for the API to refuse."""
    wanted: dict[str, Any] = {name: _one(fields, name) for name in _PLAIN}
    wanted |= {name: _one(fields, name) == "on" for name in _TICKED}
    wanted |= {name: _moment(_one(fields, name)) for name in _MOMENTS}
    wanted |= {name: _count(_one(fields, name)) for name in _LIMITS}
    wanted["priority"] = _signed(_one(fields, "priority") or "0")
    wanted["combines_with"] = fields.get("combines_with", [])
    wanted["benefit"] = _benefit(fields, currency)
    wanted["conditions"] = _conditions(fields, currency)
    return wanted


def fields_of(promotion: Mapping[str, Any]) -> Fields:
    """The form of a promotion as it is."""
    fields: Fields = {name: [str(promotion[name])] for name in (*_PLAIN, "priority")}
    fields |= {name: ["on"] for name in _TICKED if promotion[name]}
    fields |= {name: [(promotion[name] or "")[:16]] for name in _MOMENTS}
    fields |= {name: [str(promotion[name] or "")] for name in _LIMITS}
    fields["combines_with"] = list(promotion["combines_with"])
    fields |= _written_benefit(promotion["benefit"])
    rows = [
        (str(place + 1), question)
        for place, clause in enumerate(promotion["conditions"])
        for question in clause["any_of"]
    ]
    for at, (place, question) in enumerate(rows):
        fields |= {f"q.{at}.{name}": value for name, value in _written_question(question).items()}
        fields[f"q.{at}.clause"] = [place]
    return fields


def new_fields() -> Fields:
    """The form of a promotion that nobody has described yet."""
    return {"class": ["order"], "is_announced": ["on"], "combines_with": list(CLASSES)}


def question_places(fields: Fields) -> range:
    """The rows of questions that a form shows: up to the last that asks something, and some to ask more."""
    places = (
        name.split(".")[1]
        for name, values in fields.items()
        if name.startswith("q.") and name.endswith(".asks") and any(values)
    )
    asked = [int(each) for each in places if each.isdecimal() and len(each) <= _LONGEST_PLACE]
    return range(max(asked, default=-1) + 1 + _EMPTY_QUESTIONS)


def tokens_of(text: str) -> list[str]:
    """Words between commas or on lines of their own."""
    return [each.strip() for each in text.replace("\n", ",").split(",") if each.strip()]


def amounts_of(text: str, currency: str) -> dict[str, str]:
    """``EUR 5.00`` on a line, or an amount alone, which is of the shop's currency."""
    found = {}
    for each in tokens_of(text):
        parts = each.split()
        if len(parts) == 2:
            code, amount = parts if parts[0].isalpha() else parts[::-1]
            found[code.upper()] = amount
        else:
            found[currency] = each
    return found


def _one(fields: Fields, name: str) -> str:
    return (fields.get(name) or [""])[-1].strip()


def _moment(text: str) -> str | None:
    """A field of date and time names one of UTC."""
    return f"{text}:00Z" if len(text) == len("2026-11-01T00:00") else text or None


def _count(text: str) -> int | str | None:
    return number_in(text) if text else None


def _signed(text: str) -> int | str | None:
    minus, digits = text[:1] == "-", text.removeprefix("-")
    found = number_in(digits)
    return -found if minus and isinstance(found, int) else found if not minus else text


def _target(fields: Fields, prefix: str) -> dict[str, list[str]]:
    found = {}
    for name in _TARGET:
        values = fields.get(f"{prefix}{name}", [])
        found[name] = [token for value in values for token in tokens_of(value)]
    return found


def _benefit(fields: Fields, currency: str) -> dict[str, Any]:
    kind = _one(fields, "kind")
    every: dict[str, Any] = {
        "percent": _one(fields, "percent") or None,
        "amounts": amounts_of(_one(fields, "amounts"), currency),
        "most": amounts_of(_one(fields, "most"), currency),
        "buy": _count(_one(fields, "buy")) or 0,
        "get": _count(_one(fields, "get")) or 0,
        "repeats": _count(_one(fields, "repeats")),
    }
    bought = _target(fields, "bought.")
    every["bought"] = bought if any(bought.values()) else None
    counts = _OF_BENEFIT.get(kind, ())
    return {
        "kind": kind,
        "target": _target(fields, "target."),
        **{name: value for name, value in every.items() if name in counts},
    }


def _conditions(fields: Fields, currency: str) -> list[dict[str, Any]]:
    """Questions of one number stand together: one of them has to hold."""
    clauses: dict[str, list[dict[str, Any]]] = {}
    for at in question_places(fields):
        asks = _one(fields, f"q.{at}.asks")
        if asks:
            clause = _one(fields, f"q.{at}.clause") or f"alone-{at}"
            clauses.setdefault(clause, []).append(_question(fields, f"q.{at}.", asks, currency))
    return [{"any_of": questions} for questions in clauses.values()]


def _question(fields: Fields, at: str, asks: str, currency: str) -> dict[str, Any]:
    every: dict[str, Any] = {
        "amounts": amounts_of(_one(fields, f"{at}amounts"), currency),
        "pieces": _count(_one(fields, f"{at}pieces")),
        "among": _target(fields, f"{at}among."),
        "group_ids": fields.get(f"{at}group_ids", []),
        "countries": [each.upper() for each in tokens_of(_one(fields, f"{at}countries"))],
        "weekdays": [number_in(each) for each in fields.get(f"{at}weekdays", [])],
        "begins": _one(fields, f"{at}begins")[:5] or None,
        "ends": _one(fields, f"{at}ends")[:5] or None,
        "time_zone": _one(fields, f"{at}time_zone") or "UTC",
    }
    counts = _OF_QUESTION.get(asks, ())
    return {
        "asks": asks,
        "negated": _one(fields, f"{at}negated") == "on",
        **{name: value for name, value in every.items() if name in counts},
    }


def _written_target(target: Mapping[str, Sequence[str]] | None, prefix: str) -> Fields:
    found = target or {}
    lists = {f"{prefix}category_ids": list(found.get("category_ids", ()))}
    texts = {
        f"{prefix}{name}": [", ".join(found.get(name, ()))]
        for name in _TARGET
        if name != "category_ids"
    }
    return {**lists, **texts}


def _written_amounts(amounts: Mapping[str, str]) -> str:
    return "\n".join(f"{code} {amount}" for code, amount in amounts.items())


def _written_benefit(benefit: Mapping[str, Any]) -> Fields:
    return {
        "kind": [benefit["kind"]],
        "percent": [benefit.get("percent") or ""],
        "amounts": [_written_amounts(benefit.get("amounts") or {})],
        "most": [_written_amounts(benefit.get("most") or {})],
        **{name: [str(benefit.get(name) or "")] for name in ("buy", "get", "repeats")},
        **_written_target(benefit.get("target"), "target."),
        **_written_target(benefit.get("bought"), "bought."),
    }


def _written_question(question: Mapping[str, Any]) -> Fields:
    return {
        "asks": [question["asks"]],
        "negated": ["on"] if question.get("negated") else [],
        "amounts": [_written_amounts(question.get("amounts") or {})],
        "pieces": [str(question.get("pieces") or "")],
        "group_ids": list(question.get("group_ids") or ()),
        "countries": [", ".join(question.get("countries") or ())],
        "weekdays": [str(each) for each in question.get("weekdays") or ()],
        "begins": [question.get("begins") or ""],
        "ends": [question.get("ends") or ""],
        "time_zone": [question.get("time_zone") or ""],
        **_written_target(question.get("among"), "among."),
    }
