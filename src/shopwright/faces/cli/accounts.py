"""``shopwright create-admin``: the first account, and the way back in."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN, Registration
from shopwright.modules.identity.events import UserRegistered


def create_admin(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    *,
    name: Annotated[str, typer.Option(help="The person's full name.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password's line from standard input.")
    ] = False,
) -> None:
    """Make an administrator's account; the password is asked for, never an argument."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    registration = Registration(email=email, password=password, full_name=name)
    try:
        made = asyncio.run(_create(shop_of(context), registration))
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"{made} may sign in as an administrator.")


async def _create(shop: Shop, registration: Registration) -> str:
    async with shop() as services:
        user = await identity.create_admin(
            lambda: _noted(services.works), services.security, registration
        )
        return user.email


@asynccontextmanager
async def _noted(works: Works) -> AsyncIterator[Work]:
    """A Work of the console; the trail tells whom it made an administrator."""
    async with works(system("console")) as work:
        yield work
        for event in work.events:
            if isinstance(event, UserRegistered):
                subject = Subject("user", str(event.user_id))
                await audit.note(
                    work, action="user.created", subject=subject, after={"roles": [ADMIN]}
                )
