"""The commands, as a shell calls them."""

import json
import signal
from pathlib import Path

import httpx2
import pytest

from shopwright import __version__
from shopwright.faces.cli import main as cli
from shopwright.infra.http.server import bind
from tests.support.process import (
    SHOPWRIGHT,
    await_line,
    await_server,
    call,
    environment_of,
    started,
    terminate,
)


@pytest.fixture
def port() -> int:
    with bind("127.0.0.1", 0).socket as free:
        return int(free.getsockname()[1])


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    run = call(tmp_path, "migrate")
    assert run.returncode == 0, run.stderr
    return tmp_path


def test_the_overview_names_every_command(tmp_path: Path) -> None:
    run = call(tmp_path, "--help")

    assert run.returncode == 0
    assert all(name in run.stdout for name in cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_can_be_loaded_and_says_what_it_does(name: str) -> None:
    command = cli.loaded(name)

    assert callable(command)
    assert cli.COMMANDS[name].help.endswith(".")
    assert command.help or command.commands


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    assert call(tmp_path, "version").stdout == f"{__version__}\n"


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    run = call(tmp_path, "dance")

    assert run.returncode == 2
    assert "dance" in run.stderr


def test_migrating_goes_up_and_down(tmp_path: Path) -> None:
    up = call(tmp_path, "migrate")
    again = call(tmp_path, "migrate")
    down = call(tmp_path, "migrate", "--down", "base")
    wrong = call(tmp_path, "migrate", "--down", "nowhere")

    assert up.stdout.startswith("The database is at revision 0")
    assert again.stdout == up.stdout
    assert down.stdout == "The database is at revision base.\n"
    assert wrong.returncode == 1
    assert "nowhere" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_an_administrator_is_made_from_standard_input(migrated: Path) -> None:
    password = "a long enough sentence\n"

    made = call(migrated, "create-admin", "ada@example.com", "--password-stdin", told=password)
    taken = call(migrated, "create-admin", "ADA@example.com", "--password-stdin", told=password)
    weak = call(migrated, "create-admin", "bob@example.com", "--password-stdin", told="short\n")
    trail = call(migrated, "audit", "verify")

    assert (made.returncode, made.stdout) == (
        0,
        "ada@example.com may sign in as an administrator.\n",
    )
    assert (taken.returncode, weak.returncode) == (1, 1)
    assert trail.stdout.startswith("1 entries, all sound.")
    assert "Traceback" not in taken.stderr + weak.stderr


def test_jobs_are_counted_and_an_unknown_one_is_told(migrated: Path) -> None:
    waiting = call(migrated, "jobs", "list")
    dead = call(migrated, "jobs", "dead")
    unknown = call(migrated, "jobs", "retry", "01a1fc43-706c-7164-b188-e3057cd32a5b")
    neither = call(migrated, "jobs", "retry")
    everything = call(migrated, "jobs", "retry", "--all")

    assert waiting.stdout.endswith("0 waiting, 0 dead.\n")
    assert (dead.returncode, dead.stdout) == (0, "No job is dead.\n")
    assert (unknown.returncode, neither.returncode) == (1, 2)
    assert everything.stdout == "0 to be run again.\n"


def test_a_worker_on_sqlite_has_to_be_insisted_on(migrated: Path) -> None:
    run = call(migrated, "worker")

    assert run.returncode == 1
    assert run.stderr.startswith("A SQLite database belongs to one process")


def test_a_worker_stops_when_it_is_told_to(migrated: Path) -> None:
    command = (*SHOPWRIGHT, "worker", "--force")

    with started(command, migrated, environment_of(migrated)) as process:
        await_line(process, migrated, "worker.started")
        code = terminate(process)

    assert code == 0
    assert "worker.stopped" in (migrated / "log").read_text()


def test_the_contract_is_written_and_its_drift_is_found(tmp_path: Path) -> None:
    written = call(tmp_path, "openapi", "--output", "api.json")
    same = call(tmp_path, "openapi", "--check", "--output", "api.json")
    contract = json.loads((tmp_path / "api.json").read_text())
    (tmp_path / "api.json").write_text("{}")
    drifted = call(tmp_path, "openapi", "--check", "--output", "api.json")

    assert (written.returncode, same.returncode, drifted.returncode) == (0, 0, 1)
    assert contract["info"]["title"] == "Shopwright"
    assert (tmp_path / "api.json").read_text() == "{}"


def test_run_sets_a_shop_up_serves_it_and_stops(tmp_path: Path, port: int) -> None:
    environment = environment_of(tmp_path, PORT=str(port))
    base = f"http://127.0.0.1:{port}"

    with started((*SHOPWRIGHT, "run"), tmp_path, environment) as process:
        await_server(process, tmp_path, base)
        health = httpx2.get(f"{base}/health")
        second = call(tmp_path, "serve", given={"PORT": str(port)})
        code = terminate(process)

    assert health.json()["status"] == "ok"
    assert f"  API docs  {base}/docs" in (tmp_path / "log").read_text()
    assert second.returncode == 1
    assert second.stderr == (
        f"Port {port} on 127.0.0.1 is in use: stop what runs there, or set PORT.\n"
    )
    assert code == 0
    assert (tmp_path / "media").is_dir()


def test_control_c_ends_a_server_without_a_word_of_python(tmp_path: Path, port: int) -> None:
    environment = environment_of(tmp_path, PORT=str(port))

    with started((*SHOPWRIGHT, "run"), tmp_path, environment) as process:
        await_server(process, tmp_path, f"http://127.0.0.1:{port}")
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=30)

    assert code == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"ENVIRONMENT": "production"}, "SECRET_KEY is an example value"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL is neither"),
        ({"WORKERS": "2"}, "WORKERS above 1 needs PostgreSQL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "The database can't be reached"),
    ],
)
def test_a_bad_setting_stops_the_start_in_clear_words(
    tmp_path: Path, port: int, given: dict[str, str], said: str
) -> None:
    run = call(tmp_path, "run", given={"PORT": str(port)} | given)

    assert run.returncode == 1
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "shop.db").exists()
