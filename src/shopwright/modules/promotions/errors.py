"""What can go wrong with promotions."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound, PreconditionFailed


class PromotionNotFound(NotFound):
    code = "promotion_not_found"
    title = "There is no such promotion."


class CodeNotFound(NotFound):
    code = "code_not_found"
    title = "There is no such code."


class InvalidPromotion(Invalid):
    code = "invalid_promotion"
    title = "The promotion can't be used as it is."


class InvalidCode(Invalid):
    code = "invalid_promotion_code"
    title = "A code is made of 3 to 40 letters, digits, hyphens and underscores."


class CodeExists(Conflict):
    code = "code_exists"
    title = "There is such a code already."


class PromotionArchived(Conflict):
    code = "promotion_archived"
    title = "The promotion is archived, and stays as it is."


class LimitBelowUses(Conflict):
    code = "limit_below_uses"
    title = "The limit is below how often it was used already."


class PromotionUsedUp(Conflict):
    code = "promotion_used_up"
    title = "A promotion or a code of this order has just been used up."


class PromotionChanged(PreconditionFailed):
    code = "promotion_changed"
    title = "The promotion was changed by somebody else in the meantime."
