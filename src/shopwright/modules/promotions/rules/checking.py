"""What a promotion has to be before it is kept."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import ShopError
from shopwright.modules.promotions.contracts import (
    Amounts,
    Benefit,
    BenefitKind,
    Condition,
    GoesTo,
    Hours,
    InGroup,
    Pieces,
    PromotionClass,
    PromotionDraft,
    Spend,
)
from shopwright.modules.promotions.errors import InvalidPromotion
from shopwright.modules.promotions.rules.benefits import WHOLE
from shopwright.modules.promotions.rules.walking import leaves_of

_KINDS = {
    PromotionClass.ITEM: frozenset(BenefitKind) - {BenefitKind.FREE_SHIPPING},
    PromotionClass.ORDER: frozenset(
        {BenefitKind.PERCENT, BenefitKind.FIXED, BenefitKind.FIXED_PRICE}
    ),
    PromotionClass.SHIPPING: frozenset(BenefitKind) - {BenefitKind.BUY_X_GET_Y},
}
_MOST_PARTS = 50


def checked_promotion(draft: PromotionDraft) -> PromotionDraft:
    """The draft, with a label and a lane as it is compared.

    Raises:
        InvalidPromotion: says what of it can't be.
    """
    _check_frame(draft)
    _check_benefit(draft.benefit)
    leaves = list(leaves_of(draft.condition))
    if len(leaves) > _MOST_PARTS:
        message = f"A promotion asks for {_MOST_PARTS} things at most."
        raise InvalidPromotion(message)
    for leaf in leaves:
        _check_leaf(leaf)
    return replace(draft, label=draft.label or draft.name, lane=draft.lane.lower())


def _check_frame(draft: PromotionDraft) -> None:
    _demand(bool(draft.name), "A promotion has a name.")
    if draft.starts_at is not None and draft.ends_at is not None:
        _demand(draft.starts_at < draft.ends_at, "A promotion ends after it begins.")
    for limit in (draft.usage_limit, draft.customer_limit):
        _demand(limit is None or limit >= 1, "A limit is one or more.")
    allowed = _KINDS[draft.kind]
    message = f"A promotion on {draft.kind} gives {', '.join(sorted(allowed))}."
    _demand(draft.benefit.kind in allowed, message)
    on_shipping = draft.kind is PromotionClass.SHIPPING
    message = "A promotion on shipping names no goods; a condition may."
    _demand(not on_shipping or draft.benefit.target.is_everything, message)


def _check_benefit(benefit: Benefit) -> None:
    kind = benefit.kind
    if kind in (BenefitKind.PERCENT, BenefitKind.BUY_X_GET_Y):
        _demand(0 < benefit.hundredths <= WHOLE, "A percentage is above 0, and 100 at most.")
    if kind in (BenefitKind.FIXED, BenefitKind.FIXED_PRICE):
        _demand(bool(benefit.amounts), "An amount is needed, in one currency or more.")
    least = 0 if kind is BenefitKind.FIXED_PRICE else 1
    _check_amounts(benefit.amounts, least)
    _check_amounts(benefit.most, 1)
    if kind is BenefitKind.BUY_X_GET_Y:
        _demand(benefit.buy >= 1 and benefit.get >= 1, "One piece or more is bought, and given.")
        _demand(benefit.repeats is None or benefit.repeats >= 1, "It is given once or more.")


def _check_leaf(leaf: Condition) -> None:
    if isinstance(leaf, Spend):
        _demand(bool(leaf.amounts), "How much has to be spent is said in one currency or more.")
        _check_amounts(leaf.amounts, 1)
    elif isinstance(leaf, Pieces):
        _demand(leaf.quantity >= 1, "One piece or more is asked for.")
    elif isinstance(leaf, InGroup):
        _demand(bool(leaf.group_ids), "A group is needed.")
    elif isinstance(leaf, GoesTo):
        _demand(bool(leaf.countries), "A country is needed.")
    elif isinstance(leaf, Hours):
        _check_hours(leaf)


def _check_hours(hours: Hours) -> None:
    _demand(hours.weekdays <= frozenset(range(7)), "Days of the week are 0 (Monday) to 6.")
    _demand(hours.begins != hours.ends or hours.begins is None, "A window has some length.")
    try:
        ZoneInfo(hours.zone)
    except (ValueError, OSError, KeyError):
        message = "There is no such time zone."
        raise InvalidPromotion(message) from None


def _check_amounts(amounts: Amounts, least: int) -> None:
    for currency, minor in amounts.items():
        try:
            exponent_of(currency)
        except ShopError as error:
            raise InvalidPromotion(error.detail) from None
        _demand(minor >= least, "An amount is more than nothing.")


def _demand(holds: bool, message: str) -> None:  # noqa: FBT001 - it reads as a sentence
    if not holds:
        raise InvalidPromotion(message)
