"""The choice of a language, kept by the browser for every site of the shop."""

from starlette.responses import Response

from shopwright.faces.pages.visit import Visit
from shopwright.faces.pages.words import COOKIE
from shopwright.infra.http import cookies

_YEAR = 365 * 24 * 3600


def chosen(asked: Visit, otherwise: str) -> Response:
    """Back to the page that the form stood on, or to ``otherwise``; in the language that was named, if it is known."""
    answer = asked.lead(asked.site.inner(asked.form.get("next", ""), otherwise))
    wanted = asked.form.get("language", "")
    if wanted in asked.site.languages:
        is_https = asked.services.settings.is_https
        cookies.write(answer, COOKIE, wanted, is_https=is_https, seconds=_YEAR)
    return answer
