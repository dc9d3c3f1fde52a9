"""``shopwright``: every command by its name; what a command needs is imported when it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is, and what the overview says about it."""

    place: str
    help: str


COMMANDS = {
    "run": Entry("running.run", "Start the shop; the first time with a database and demo goods."),
    "serve": Entry("running.serve", "Serve a shop that is set up already."),
    "worker": Entry("working.work", "Work off background jobs until stopped."),
    "migrate": Entry("schema.migrate", "Bring the database to the newest schema."),
    "import": Entry("importing.import_catalog", "Import products from a catalog file."),
    "export": Entry("exporting.export", "Write products, stock or prices into a file."),
    "import-reviews": Entry("reviews.import_reviews", "Import reviews from a CSV file."),
    "create-admin": Entry("accounts.create_admin", "Make an administrator's account."),
    "jobs": Entry("jobs.app", "Background jobs: list, look at dead ones, run them again."),
    "mail": Entry("mail.app", "Mails in the folder, and those that could not be sent."),
    "keys": Entry("signing_keys.app", "Keys that access tokens are signed with: rotate, retire."),
    "fields": Entry("fields.app", "Keys of sealed fields: which are used, and changing them."),
    "audit": Entry("auditing.app", "The audit trail."),
    "webhooks": Entry("webhooks.app", "Outgoing webhooks: where to, what was given up, again."),
    "tax": Entry("tax.app", "Rates of tax, taken from lists."),
    "invoices": Entry("invoices.app", "Invoices and credit notes, taken out by month."),
    "config": Entry("configuring.app", "The shop's configuration: export, diff, apply."),
    "maintenance": Entry("configuring.maintenance", "Close the shop for changes, or open it."),
    "backup": Entry("backing_up.backup", "Copy database and pictures, while the shop goes on."),
    "restore": Entry("backing_up.restore", "Put a backup back, and look whether it adds up."),
    "doctor": Entry(
        "doctor.doctor", "Find what is wrong with this installation, and how to mend it."
    ),
    "dashboard": Entry("dashboard.dashboard", "A dashboard by Streamlit that talks to the API."),
    "analytics": Entry("analytics.app", "Figures of what was sold: count again."),
    "check": Entry("checking.check", "Look for contradictions in stock, money and orders."),
    "openapi": Entry("contract.openapi", "Write the OpenAPI document, or check the one there is."),
    "version": Entry("about.version", "Show the version."),
}


class Commands(TyperGroup):
    """Knows its commands by name and help; the rest of one is loaded when it is chosen."""

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=entry.help) if entry else None

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _, rest = super().resolve_command(ctx, args)
        return name, loaded(str(name)), rest


def loaded(name: str) -> Any:
    """The command of that name, ready to run."""
    module, _, attribute = COMMANDS[name].place.rpartition(".")
    found = getattr(import_module(f"shopwright.faces.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    single = typer.Typer(add_completion=False)
    single.command(name)(found)
    return typer.main.get_command(single)


def make_cli(load: Callable[[], object]) -> typer.Typer:
    """The command line; ``load`` answers the :class:`Shop` that its commands are handed."""
    app = typer.Typer(
        cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )

    @app.callback(help="Shopwright: a shop's backend. Settings come from the environment.")
    def prepare(context: typer.Context) -> None:
        if context.obj is None:
            context.obj = load()

    return app
