"""``shopwright mail``: what the mail folder holds, and mails that could not be sent."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra.mail.folder import Letter, letters
from shopwright.infra.mail.writing import Rendered
from shopwright.infra.settings import read_settings
from shopwright.kernel.actors import system
from shopwright.satellites.notifications import queries, service
from shopwright.satellites.notifications.contracts import Mail
from shopwright.satellites.notifications.errors import UnknownMail

app = typer.Typer(help="Mails.", invoke_without_command=True)


@app.callback()
def list_letters(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many to show.")] = 20,
) -> None:
    """Show the mails of the folder, the newest first, with the links in them."""
    if context.invoked_subcommand is not None:
        return
    found = _letters()
    if not found:
        typer.echo("The mail folder is empty.")
        return
    for letter in found[:limit]:
        typer.echo(f"{letter.number:>3}  {letter.date:%Y-%m-%d %H:%M}  {letter.to}")
        typer.echo(f"     {letter.subject}")
        for link in letter.links:
            typer.echo(f"     {link}")
    typer.echo(f"{len(found)} in all; `shopwright mail show N` shows one.")


@app.command()
def show(
    number: Annotated[int, typer.Argument(min=1, help="The number that the list shows.")],
    *,
    html: Annotated[bool, typer.Option(help="The HTML instead of the text.")] = False,
) -> None:
    """Show one mail of the folder."""
    found = _letters()
    if number > len(found):
        raise stop(f"There is no mail {number}; the folder holds {len(found)}.")
    letter = found[number - 1]
    typer.echo(f"To:      {letter.to}\nDate:    {letter.date}\nSubject: {letter.subject}\n")
    typer.echo(letter.html if html else letter.text)


@app.command()
def dead(context: typer.Context) -> None:
    """Show the mails that could not be sent; the exit code is 1 where there are any."""

    async def read(shop: Shop) -> list[Mail]:
        async with shop() as services, services.works.reading() as db:
            return list(await queries.dead_mails(db))

    mails = asyncio.run(read(shop_of(context)))
    if not mails:
        typer.echo("No mail is dead.")
        return
    table = Table("Id", "Mail", "To", "Attempts", "Last error")
    for mail in mails:
        table.add_row(
            str(mail.id), mail.template, mail.address, str(mail.attempts), mail.last_error or ""
        )
    Console().print(table)
    raise typer.Exit(1)


@app.command()
def retry(
    context: typer.Context,
    mail_id: Annotated[UUID | None, typer.Argument(help="The id that `mail dead` shows.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every dead mail.")] = False,
) -> None:
    """Have mails sent that could not be."""
    if (mail_id is None) is not everything:
        raise typer.BadParameter("Name one mail, or say --all.")

    async def revive(shop: Shop) -> int:
        async with shop() as services, services.works(system("console")) as work:
            return await service.retry(work, mail_id=mail_id)

    revived = asyncio.run(revive(shop_of(context)))
    if mail_id is not None and not revived:
        raise stop(f"No dead mail has the id {mail_id}.")
    typer.echo(f"{revived} to be sent again.")


@app.command()
def preview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The kind of mail; none lists them.")] = "",
    *,
    language: Annotated[str, typer.Option(help="As en or de.")] = "",
    html: Annotated[bool, typer.Option(help="The HTML instead of the text.")] = False,
) -> None:
    """Show a mail as it would look, with example data."""
    if not name:
        typer.echo("\n".join(service.preview_names()))
        return

    async def write(shop: Shop) -> Rendered:
        async with shop() as services:
            return service.preview(services.post, name, language)

    try:
        shown = asyncio.run(write(shop_of(context)))
    except UnknownMail:
        raise stop(f"There is no mail {name}; `shopwright mail preview` lists them.") from None
    typer.echo(f"Subject: {shown.subject}\n")
    typer.echo(shown.html if html else shown.text)


def _letters() -> list[Letter]:
    return list(letters(Path(read_settings().mail_folder)))
