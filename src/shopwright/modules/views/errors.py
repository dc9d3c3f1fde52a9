"""What can go wrong with views."""

from shopwright.kernel.errors import Conflict, NotFound, PreconditionFailed


class ViewNotFound(NotFound):
    code = "view_not_found"
    title = "There is no such view."


class ViewNameTaken(Conflict):
    code = "view_name_taken"
    title = "You have a view of this list by that name."


class TooManyViews(Conflict):
    code = "too_many_views"
    title = "You keep as many views as can be kept; delete one first."


class StaleView(PreconditionFailed):
    code = "stale_view"
    title = "The view was changed by somebody else in the meantime."
