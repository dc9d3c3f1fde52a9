"""Second factors: the second step of a sign-in, one's own factor, and what staff do about others'."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, model_validator
from pydantic.types import StringConstraints

from shopwright.faces.api.auth import CartToken
from shopwright.faces.api.context import ANONYMOUS, SIGNED_IN, Context, Ctx, access, before_factor
from shopwright.faces.api.roles import Named
from shopwright.faces.api.shapes import Answer, Payload, Time, example
from shopwright.faces.api.signed_in import (
    BrowserSessionAnswer,
    SignedInAnswer,
    keep_secret,
    seen_of,
    welcome_browser,
    welcome_with_tokens,
)
from shopwright.infra.http.origin import refuse_cross_site
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import FactorAnswer
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.permissions import ROLES_WRITE, USERS_WRITE

router = APIRouter(tags=["Second factor"])
STEP, MINE = "/api/v1/auth/second-factor", "/api/v1/users/me/second-factor"
Code = Annotated[str, StringConstraints(pattern="^[0-9]{6}$")]
RecoveryCode = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9 -]{20,40}$")]
Password = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=256),
    Field(description="The account's; one without any needs a sign-in of the last five minutes."),
]
_CODES = "abcdef-ghijkl-mnopqr-stuvwx"


class _EitherCode(Payload):
    code: Code | None = None
    recovery_code: RecoveryCode | None = None

    @model_validator(mode="after")
    def be_one(self) -> Self:
        if (self.code is None) == (self.recovery_code is None):
            message = "send either code or recovery_code"
            raise ValueError(message)
        return self


class ChallengePayload(_EitherCode):
    """The challenge that signing in gave, and a code of the device or one of the recovery codes."""

    model_config = example(
        {"challenge": "8fW3kq0nX2cVb7Lr5TzYd1JhGmPs9uAe", "code": "492039"},
        {"challenge": "8fW3kq0nX2cVb7Lr5TzYd1JhGmPs9uAe", "recovery_code": _CODES},
    )

    challenge: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,128}$")]

    def answer(self) -> FactorAnswer:
        return FactorAnswer(self.challenge, self.code, self.recovery_code)


class ProofPayload(Payload):
    model_config = example({"password": "correct horse battery"})

    password: Password = None


class ConfirmationPayload(Payload):
    model_config = example({"code": "492039"})

    code: Code


class RenewalPayload(ProofPayload):
    model_config = example({"password": "correct horse battery", "code": "492039"})

    code: Code


class RemovalPayload(_EitherCode):
    model_config = example({"password": "correct horse battery", "code": "492039"})

    password: Password = None


class DemandPayload(Payload):
    model_config = example({"is_demanded": True})

    is_demanded: bool


class SeedAnswer(Answer):
    """Shown once; it counts after a code of it was sent to `/confirm`."""

    secret: str
    address: str = Field(description="The same as an authenticator's camera reads it.")


class RecoveryCodesAnswer(Answer):
    recovery_codes: list[str] = Field(description="Shown once; each is good once.")


class FactorStateAnswer(Answer):
    is_on: bool
    since: Time | None
    recovery_codes_left: int
    is_demanded: bool = Field(description="By one of the account's roles.")


class DemandAnswer(Answer):
    role: str
    is_demanded: bool


@router.post(
    STEP,
    summary="Answer the challenge of a sign-in",
    operation_id="session_second_step",
    **access(ANONYMOUS, 401, 403),
)
async def take_second_step(
    ctx: Ctx, payload: ChallengePayload, response: Response, cart_token: CartToken = None
) -> SignedInAnswer:
    signed_in = await identity.answer_challenge(
        ctx.work, ctx.services.security, answer=payload.answer(), seen=seen_of(ctx)
    )
    return await welcome_with_tokens(ctx, response, signed_in, cart_token)


@router.post(
    "/api/v1/auth/browser-session/second-factor",
    summary="Answer the challenge of a browser's sign-in",
    operation_id="browser_session_second_step",
    **access(ANONYMOUS, 401, 403),
)
async def take_second_step_of_browser(
    ctx: Ctx, payload: ChallengePayload, response: Response
) -> BrowserSessionAnswer:
    refuse_cross_site(ctx.request, ctx.services.settings)
    signed_in = await identity.answer_challenge_browser(
        ctx.work, ctx.services.security, answer=payload.answer(), seen=seen_of(ctx)
    )
    return await welcome_browser(ctx, response, signed_in)


@router.get(
    MINE,
    summary="Whether one has a second factor",
    operation_id="factor_show",
    **before_factor(access(SIGNED_IN)),
)
async def show_factor(ctx: Ctx) -> FactorStateAnswer:
    async with ctx.reading() as db:
        state = await queries.factor_state(db, ctx.user_id)
    return FactorStateAnswer(
        is_on=state.since is not None,
        since=state.since,
        recovery_codes_left=state.recovery_codes_left,
        is_demanded=state.is_demanded,
    )


@router.post(
    MINE,
    summary="Begin to add a second factor",
    operation_id="factor_begin",
    **before_factor(access(SIGNED_IN, 409)),
)
async def begin_factor(ctx: Ctx, payload: ProofPayload, response: Response) -> SeedAnswer:
    await _prove(ctx, payload.password)
    shop = ctx.services.settings.shop_name
    async with ctx.work() as work:
        seed = await identity.begin_factor(work, user_id=ctx.user_id, shop=shop)
    keep_secret(response)
    return SeedAnswer(secret=seed.secret, address=seed.address)


@router.post(
    f"{MINE}/confirm",
    summary="Add the second factor, by a code of it",
    operation_id="factor_confirm",
    description="Every other session ends. The recovery codes are shown this once.",
    **before_factor(access(SIGNED_IN)),
)
async def confirm_factor(
    ctx: Ctx, payload: ConfirmationPayload, response: Response
) -> RecoveryCodesAnswer:
    async with ctx.work() as work:
        outcome = await identity.confirm_factor(
            work,
            user_id=ctx.user_id,
            session_id=_session_of(ctx),
            code=payload.code,
            seen=seen_of(ctx),
        )
    return _codes(outcome, response)


@router.post(
    f"{MINE}/recovery-codes",
    summary="Get new recovery codes in place of the old ones",
    operation_id="factor_renew_codes",
    **access(SIGNED_IN),
)
async def renew_codes(ctx: Ctx, payload: RenewalPayload, response: Response) -> RecoveryCodesAnswer:
    await _prove(ctx, payload.password)
    async with ctx.work() as work:
        outcome = await identity.renew_recovery_codes(
            work, user_id=ctx.user_id, code=payload.code, seen=seen_of(ctx)
        )
    return _codes(outcome, response)


@router.post(
    f"{MINE}/remove",
    summary="Remove one's second factor",
    operation_id="factor_remove",
    status_code=204,
    **access(SIGNED_IN, 409),
)
async def remove_factor(ctx: Ctx, payload: RemovalPayload) -> None:
    await _prove(ctx, payload.password)
    async with ctx.work() as work:
        refusal = await identity.remove_factor(
            work,
            user_id=ctx.user_id,
            session_id=_session_of(ctx),
            code=payload.code,
            recovery_code=payload.recovery_code,
            seen=seen_of(ctx),
        )
    if refusal is not None:
        raise refusal


@router.delete(
    "/api/v1/admin/users/{user_id}/second-factor",
    summary="Remove the second factor of somebody who lost it",
    operation_id="user_factor_remove",
    status_code=204,
    **access(USERS_WRITE, 404, 409),
)
async def take_factor(ctx: Ctx, user_id: UUID) -> None:
    async with ctx.work() as work:
        await identity.take_factor(work, user_id=user_id)


@router.put(
    "/api/v1/admin/roles/{role_name}/second-factor",
    summary="Say whether a role demands a second factor",
    operation_id="role_demand_factor",
    description="Who holds it without one may do nothing but add one.",
    **access(ROLES_WRITE, 404),
)
async def demand_factor(ctx: Ctx, role_name: Named, payload: DemandPayload) -> DemandAnswer:
    wanted = payload.is_demanded
    async with ctx.work() as work:
        if await identity.demand_factor(work, role=role_name, is_demanded=wanted):
            await audit.note(
                work,
                action="role.second_factor_demanded",
                subject=Subject("role", role_name),
                before={"is_demanded": not wanted},
                after={"is_demanded": wanted},
            )
    return DemandAnswer(role=role_name, is_demanded=wanted)


async def _prove(ctx: Context, password: str | None) -> None:
    await identity.prove_again(
        ctx.work,
        ctx.services.security,
        user_id=ctx.user_id,
        session_id=_session_of(ctx),
        password=password,
        seen=seen_of(ctx),
    )


def _session_of(ctx: Context) -> UUID:
    if ctx.claims is None:
        raise InvalidToken
    return ctx.claims.session_id


def _codes(outcome: tuple[str, ...] | ShopError, response: Response) -> RecoveryCodesAnswer:
    if isinstance(outcome, ShopError):
        raise outcome
    keep_secret(response)
    return RecoveryCodesAnswer(recovery_codes=list(outcome))
