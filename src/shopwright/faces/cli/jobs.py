"""``shopwright jobs``: what waits, what failed for good, and running it again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from shopwright.faces.cli.shop import shop_of, stop
from shopwright.faces.services import Services
from shopwright.infra.jobs import queue
from shopwright.kernel.actors import system

app = typer.Typer(help="Background jobs.", no_args_is_help=True)
T = TypeVar("T")
_ACTOR = system("console")


@app.command("list")
def list_waiting(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 20,
) -> None:
    """Show the jobs that are due next."""

    async def read(services: Services) -> tuple[list[queue.WaitingJob], dict[str, int]]:
        async with services.works.reading() as db:
            return await queue.waiting(db, limit=limit), await queue.counts(db)

    jobs, counts = _with_services(context, read)
    table = Table("Job", "Due", "Attempts", "Last error")
    for job in jobs:
        due = job.run_at.isoformat(timespec="seconds")
        table.add_row(job.name, due, f"{job.attempts} of {job.max_attempts}", job.last_error or "")
    if jobs:
        Console().print(table)
    typer.echo(f"{counts['ready']} waiting, {counts['dead']} dead.")


@app.command()
def dead(context: typer.Context) -> None:
    """Show the jobs that used up their attempts; the exit code is 1 where there are any."""

    async def read(services: Services) -> list[queue.DeadJob]:
        async with services.works.reading() as db:
            return list(await queue.buried(db))

    jobs = _with_services(context, read)
    if not jobs:
        typer.echo("No job is dead.")
        return
    table = Table("Id", "Job", "Attempts", "Last error")
    for job in jobs:
        table.add_row(str(job.id), job.name, str(job.attempts), job.last_error or "")
    Console().print(table)
    raise typer.Exit(1)


@app.command()
def retry(
    context: typer.Context,
    job_id: Annotated[UUID | None, typer.Argument(help="The id that `jobs dead` shows.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every dead job.")] = False,
) -> None:
    """Give dead jobs their attempts back."""
    if (job_id is None) is not everything:
        raise typer.BadParameter("Name one job, or say --all.")

    async def revive(services: Services) -> int:
        async with services.works(_ACTOR) as work:
            revived = await queue.revive(work.db, now=work.now, job_id=job_id)
        await services.bell.ring()
        return revived

    revived = _with_services(context, revive)
    if job_id is not None and not revived:
        raise stop(f"No dead job has the id {job_id}.")
    typer.echo(f"{revived} to be run again.")


def _with_services(context: typer.Context, act: Callable[[Services], Awaitable[T]]) -> T:
    shop = shop_of(context)

    async def run() -> T:
        async with shop() as services:
            return await act(services)

    return asyncio.run(run())
