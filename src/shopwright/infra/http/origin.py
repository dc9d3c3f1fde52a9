"""Which page a browser sent a request from, as far as it says."""

from urllib.parse import urlsplit

from fastapi import Request

from shopwright.infra.settings import Settings
from shopwright.kernel.errors import Forbidden


class CrossSiteRequest(Forbidden):
    code = "cross_site_request"
    title = "A browser may not be made to do this by another site."


def refuse_cross_site(request: Request, settings: Settings) -> None:
    """Let pass what a browser says comes from our own pages.

    Raises:
        CrossSiteRequest: it comes from elsewhere, or the browser does not say.
    """
    if _comes_from_here(request, settings) is not True:
        raise CrossSiteRequest


def refuse_known_cross_site(request: Request, settings: Settings) -> None:
    """The same where a client that is no browser may have kept a cookie: it says nothing of where it is.

    Raises:
        CrossSiteRequest: it comes from elsewhere.
    """
    if _comes_from_here(request, settings) is False:
        raise CrossSiteRequest


def _comes_from_here(request: Request, settings: Settings) -> bool | None:
    """What the browser says; None where nothing is said."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return None
    ours = urlsplit(settings.public_url)
    return origin.lower() == f"{ours.scheme}://{ours.netloc}".lower()
