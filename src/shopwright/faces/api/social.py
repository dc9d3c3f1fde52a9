"""Signing in with an account elsewhere, and linking one."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field
from pydantic.types import StringConstraints
from starlette.responses import RedirectResponse

from shopwright.faces.api.context import ANONYMOUS, SIGNED_IN, Context, Ctx, access
from shopwright.faces.api.factors import ProofPayload
from shopwright.faces.api.shapes import Answer, Payload, Time, example
from shopwright.faces.api.signed_in import (
    BrowserSessionAnswer,
    SignedInAnswer,
    keep_secret,
    seen_of,
    welcome_browser,
    welcome_with_tokens,
)
from shopwright.infra.http import cookies
from shopwright.infra.http.origin import refuse_cross_site
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import (
    BROWSER,
    TOKENS,
    Arrival,
    BrowserSignedIn,
    Departure,
    Linked,
)
from shopwright.modules.identity.errors import InvalidToken, ProviderNotFound, SecondFactorRequired
from shopwright.modules.identity.service import ForeignProvider

router = APIRouter(tags=["Signing in elsewhere"])
START, CALLBACK = "/api/v1/auth/social/{provider}/start", "/api/v1/auth/social/{provider}/callback"
MINE, ONE = "/api/v1/users/me/identities", "/api/v1/users/me/identities/{provider}"
Named = Annotated[str, Path(max_length=30, pattern="^[a-z][a-z0-9-]*$")]
_Secret = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,128}$")]
# Visible ASCII, so short that all of it fits into an address.
_STATE, _CODE, _ISSUER = "^[!-~]{1,128}$", "^[!-~]{1,1024}$", "^[!-~]{1,300}$"


class StartPayload(Payload):
    """`browser` ends in a session by cookie, `token` in tokens."""

    model_config = example({"kind": "token"})

    kind: Literal["token", "browser"] = "token"


class ArrivalPayload(Payload):
    """What the browser came back with, and the `binding` that starting gave."""

    model_config = example(
        {
            "state": "8fW3kq0nX2cVb7Lr5TzYd1JhGmPs9uAe",
            "code": "4/0AanRRrtT",
            "binding": "nX2cVb7Lr5TzYd1JhGmPs9uAe8fW3kq0",
        }
    )

    state: _Secret
    code: Annotated[str, StringConstraints(pattern=_CODE)]
    binding: _Secret
    iss: Annotated[str, StringConstraints(pattern=_ISSUER)] | None = None


class ProviderAnswer(Answer):
    name: str
    title: str


class ProvidersAnswer(Answer):
    items: list[ProviderAnswer]


class DepartureAnswer(Answer):
    """Where to send the browser. A browser keeps `binding` as a cookie; other clients show it when they are back."""

    authorization_url: str
    binding: str
    expires_in: int = Field(description="Seconds.")


class LinkedAnswer(Answer):
    linked: str = Field(description="The provider's name.", examples=["google"])


class IdentityAnswer(Answer):
    provider: str
    email: str
    created_at: Time
    last_used_at: Time


class IdentitiesAnswer(Answer):
    items: list[IdentityAnswer]


Arrived = SignedInAnswer | BrowserSessionAnswer | LinkedAnswer


@router.get(
    "/api/v1/auth/social",
    summary="With which accounts elsewhere one can sign in",
    operation_id="provider_list",
    **access(ANONYMOUS),
)
async def list_providers(ctx: Ctx) -> ProvidersAnswer:
    known = ctx.services.providers.values()
    return ProvidersAnswer(items=[ProviderAnswer(name=p.name, title=p.title) for p in known])


@router.post(
    START,
    summary="Begin to sign in with an account elsewhere",
    operation_id="foreign_sign_in_start",
    **access(ANONYMOUS, 403, 404),
)
async def start(
    ctx: Ctx, provider: Named, payload: StartPayload, response: Response
) -> DepartureAnswer:
    if payload.kind == BROWSER:
        refuse_cross_site(ctx.request, ctx.services.settings)
    departure = await identity.depart(
        ctx.work,
        _provider(ctx, provider),
        kind=payload.kind,
        redirect_uri=_way_back(ctx, provider),
    )
    return _departed(ctx, response, departure)


@router.get(
    CALLBACK,
    summary="Come back from the provider, as a browser",
    operation_id="foreign_sign_in_return",
    response_model=Arrived,
    **access(ANONYMOUS, 401, 403, 404, 409),
)
async def come_back(
    ctx: Ctx,
    provider: Named,
    response: Response,
    *,
    state: Annotated[str | None, Query(pattern=_STATE)] = None,
    code: Annotated[str | None, Query(pattern=_CODE)] = None,
    iss: Annotated[str | None, Query(pattern=_ISSUER)] = None,
) -> Arrived | Response:
    """Where there is a storefront, a browser that shows pages is led to one, with what was refused, too."""
    is_https = ctx.services.settings.is_https
    binding = cookies.read(ctx.request, cookies.FOREIGN, is_https=is_https)
    cookies.write(response, cookies.FOREIGN, "", is_https=is_https, seconds=0)
    arrival = Arrival(state or "", binding or "", code, iss)
    if not _wants_page(ctx):
        return await _arrive(ctx, provider, response, arrival)
    try:
        arrived = await _arrive(ctx, provider, response, arrival)
    except ShopError as error:
        return _led(response, _after_refusal(error))
    if isinstance(arrived, SignedInAnswer):
        return arrived
    is_new = isinstance(arrived, BrowserSessionAnswer)
    return _led(response, "account" if is_new else "account/security?done=linked")


@router.post(
    CALLBACK,
    summary="Finish signing in with an account elsewhere, as a client that keeps its binding",
    operation_id="foreign_sign_in_finish",
    **access(ANONYMOUS, 401, 403, 404, 409),
)
async def finish(ctx: Ctx, provider: Named, payload: ArrivalPayload, response: Response) -> Arrived:
    arrival = Arrival(payload.state, payload.binding, payload.code, payload.iss)
    return await _arrive(ctx, provider, response, arrival)


@router.get(
    MINE,
    summary="Which accounts elsewhere are linked to one's own",
    operation_id="identity_list",
    **access(SIGNED_IN),
)
async def list_identities(ctx: Ctx) -> IdentitiesAnswer:
    async with ctx.reading() as db:
        found = await queries.identities(db, ctx.user_id)
    return IdentitiesAnswer(
        items=[
            IdentityAnswer(
                provider=each.provider,
                email=each.email,
                created_at=each.created_at,
                last_used_at=each.last_used_at,
            )
            for each in found
        ]
    )


@router.post(
    ONE,
    summary="Begin to link an account elsewhere",
    operation_id="identity_link",
    **access(SIGNED_IN, 404),
)
async def link(
    ctx: Ctx, provider: Named, payload: ProofPayload, response: Response
) -> DepartureAnswer:
    known = _provider(ctx, provider)
    session_id = await _prove(ctx, payload)
    departure = await identity.depart(
        ctx.work,
        known,
        kind=TOKENS,
        redirect_uri=_way_back(ctx, provider),
        session_id=session_id,
    )
    return _departed(ctx, response, departure)


@router.post(
    f"{ONE}/unlink",
    summary="Forget an account elsewhere",
    operation_id="identity_unlink",
    status_code=204,
    **access(SIGNED_IN, 404, 409),
)
async def unlink(ctx: Ctx, provider: Named, payload: ProofPayload) -> None:
    session_id = await _prove(ctx, payload)
    async with ctx.work() as work:
        await identity.unlink(work, user_id=ctx.user_id, provider=provider, session_id=session_id)


async def _arrive(ctx: Context, provider: str, response: Response, arrival: Arrival) -> Arrived:
    outcome = await identity.arrive(
        ctx.work,
        ctx.services.security,
        _provider(ctx, provider),
        arrival=replace(arrival, takes_new=ctx.services.settings.feature_registration),
        redirect_uri=_way_back(ctx, provider),
        seen=seen_of(ctx),
    )
    if isinstance(outcome, Linked):
        return LinkedAnswer(linked=outcome.provider)
    if isinstance(outcome, BrowserSignedIn):
        return await welcome_browser(ctx, response, outcome)
    return await welcome_with_tokens(ctx, response, outcome, None)


def _wants_page(ctx: Context) -> bool:
    accepted = ctx.request.headers.get("accept", "")
    return ctx.services.settings.storefront and "text/html" in accepted


def _led(response: Response, page: str) -> Response:
    """On to a page of the storefront, with the cookies that signing in gave."""
    led = RedirectResponse(f"/store/{page}", status_code=303, headers={"cache-control": "no-store"})
    led.raw_headers.extend(each for each in response.raw_headers if each[0] == b"set-cookie")
    return led


def _after_refusal(error: ShopError) -> str:
    if isinstance(error, SecondFactorRequired):
        return f"second-factor?{urlencode({'challenge': error.extra['challenge']})}"
    return f"sign-in?{urlencode({'refused': error.code})}"


async def _prove(ctx: Context, payload: ProofPayload) -> UUID:
    if ctx.claims is None:
        raise InvalidToken
    await identity.prove_again(
        ctx.work,
        ctx.services.security,
        user_id=ctx.user_id,
        session_id=ctx.claims.session_id,
        password=payload.password,
        seen=seen_of(ctx),
    )
    return ctx.claims.session_id


def _provider(ctx: Context, name: str) -> ForeignProvider:
    try:
        return ctx.services.providers[name]
    except KeyError:
        raise ProviderNotFound from None


def _way_back(ctx: Context, provider: str) -> str:
    """Where the provider sends the browser: an address of ours by the settings, never by what a request says."""
    return ctx.services.settings.public_url.rstrip("/") + CALLBACK.format(provider=provider)


def _departed(ctx: Context, response: Response, departure: Departure) -> DepartureAnswer:
    cookies.write(
        response,
        cookies.FOREIGN,
        departure.binding,
        is_https=ctx.services.settings.is_https,
        seconds=departure.expires_in,
    )
    keep_secret(response)
    return DepartureAnswer(
        authorization_url=departure.address,
        binding=departure.binding,
        expires_in=departure.expires_in,
    )
