"""Backups: the database as of one moment and the pictures, in a folder or an archive, with what proves them whole."""

import hashlib
import hmac
import os
import shutil
import sqlite3
import subprocess  # nosec B404 - the database's own programs, with arguments of ours
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import orjson
from sqlalchemy.engine import URL

from shopwright import __version__
from shopwright.infra.db.engine import normalise
from shopwright.infra.settings import Settings
from shopwright.kernel.errors import ShopError

MANIFEST, MEDIA = "manifest.json", "media"
SQLITE, POSTGRES = "database.sqlite", "database.dump"
_ARCHIVES = (".tar.gz", ".tgz", ".tar")
_CHUNK = 1024 * 1024


class BackupImpossible(ShopError):
    code = "backup_impossible"
    title = "No backup could be made."


class BackupBroken(ShopError):
    code = "backup_broken"
    title = "The backup is not what it was when it was made."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: each file by its path, with its SHA-256. ``keys`` tells which secrets open what is sealed."""

    shopwright: str
    engine: str
    revision: str
    taken_at: str
    keys: str
    has_media: bool
    files: Mapping[str, str]


def take(settings: Settings, target: Path, *, revision: str, now: datetime) -> Manifest:
    """Write a backup; it is there whole or not at all.

    Raises:
        BackupImpossible: something is there already, or the database can't be copied.
    """
    if target.exists():
        raise BackupImpossible(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".backup-") as place:
        folder = Path(place) / "backup"
        folder.mkdir(mode=0o700)
        url = normalise(settings.database_url)
        engine = url.get_backend_name()
        if engine == "sqlite":
            _copy_sqlite(str(url.database), folder / SQLITE)
        else:
            _dump_postgres(settings, url, folder / POSTGRES)
        has_media = _copy_media(settings, folder / MEDIA)
        files = {path: _digest(folder / path) for path in _paths(folder)}
        taken_at = now.isoformat()
        keys = fingerprint(settings)
        manifest = Manifest(__version__, engine, revision, taken_at, keys, has_media, files)
        (folder / MANIFEST).write_bytes(orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        _put(folder, target)
    return manifest


@contextmanager
def opened(source: Path) -> Iterator[tuple[Path, Manifest]]:
    """The folder of a backup, after every file of it was found to be what it was.

    Raises:
        BackupBroken: one is missing, changed, or was never part of it.
    """
    if source.is_dir():
        yield source, _checked(source)
        return
    with TemporaryDirectory(prefix="shopwright-restore-") as place:
        folder = Path(place)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise BackupBroken(f"{source} can't be read: {error}.") from None
        yield folder, _checked(folder)


def put_database(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Put the database of a backup where the settings want it; what is there must be empty, or be given up.

    Raises:
        BackupImpossible: the settings name another kind of database, or its program fails.
    """
    url = normalise(settings.database_url)
    if url.get_backend_name() != manifest.engine:
        message = (
            f"The backup is of {manifest.engine}, DATABASE_URL names {url.get_backend_name()}."
        )
        raise BackupImpossible(message)
    if manifest.engine == "sqlite":
        _put_sqlite(folder / SQLITE, Path(str(url.database)))
    else:
        wanted = "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"
        program = _found("pg_restore", settings)
        _run(program, *wanted, "--dbname", str(url.database), str(folder / POSTGRES), url=url)


def put_media(settings: Settings, folder: Path) -> int:
    """Put the pictures of a backup beside those that are there; answers how many."""
    found = [each for each in _paths(folder) if each.startswith(f"{MEDIA}/")]
    for path in found:
        wanted = _media_folder(settings) / path.removeprefix(f"{MEDIA}/")
        wanted.parent.mkdir(parents=True, exist_ok=True)
        fresh = wanted.with_name(wanted.name + ".new")
        shutil.copyfile(folder / path, fresh)
        fresh.replace(wanted)
    return len(found)


def fingerprint(settings: Settings) -> str:
    """Which secrets seal and sign; tells nothing of them."""
    told = f"{settings.field_keys or settings.secret_key}".encode()
    return hmac.new(told, b"shopwright backup", hashlib.sha256).hexdigest()[:16]


def _copy_sqlite(source: str, target: Path) -> None:
    """By SQLite's own copying: as of one moment, while others go on writing."""
    if not Path(source).is_file():
        raise BackupImpossible(f"There is no database at {source}.")
    with (
        closing(sqlite3.connect(source, timeout=30)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        _ = copy.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise BackupImpossible(f"The database is damaged: {verdict}.")


def _put_sqlite(copy: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".restored")
    shutil.copyfile(copy, fresh)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    fresh.replace(target)


def _dump_postgres(settings: Settings, url: URL, target: Path) -> None:
    schema = settings.database_schema
    named = ("--schema", schema) if schema else ()
    wanted = "--format=custom", "--no-owner", "--no-privileges", *named
    program = _found("pg_dump", settings)
    _run(program, *wanted, "--file", str(target), "--dbname", str(url.database), url=url)


def _run(program: Path, *arguments: str, url: URL) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, where other processes don't see it."""
    where = {
        "PGHOST": url.host or "",
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGSSLMODE": str(url.query.get("ssl", "")),
        "PATH": os.defpath,
    }
    done = subprocess.run(  # nosec B603  # noqa: S603 - a program of PostgreSQL's, no shell
        [program, *arguments],
        env={name: value for name, value in where.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupImpossible(f"{program.name} failed: {done.stderr.strip()[:500]}")


def _found(program: str, settings: Settings) -> Path:
    """The newest there is, unless a folder is named: an older one refuses a newer server."""
    if settings.postgres_programs:
        places = [Path(settings.postgres_programs) / program]
    else:
        installed = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
        places = sorted(installed, key=_major, reverse=True)
        places += [Path(each)] if (each := shutil.which(program)) else []
    if not places or not places[0].is_file():
        message = f"{program} is not installed: it comes with PostgreSQL's client programs."
        raise BackupImpossible(message)
    return places[0]


def _major(path: Path) -> int:
    name = path.parts[-3]
    return int(name) if name.isdecimal() else 0


def _copy_media(settings: Settings, target: Path) -> bool:
    """The pictures, after the database: whatever it names is there by then. A bucket is backed up where it is."""
    if settings.media_store.startswith("s3://"):
        return False
    source = _media_folder(settings)
    if source.is_dir():
        _ = shutil.copytree(source, target)
    return True


def _media_folder(settings: Settings) -> Path:
    return Path(settings.media_store or settings.media_folder)


def _put(folder: Path, target: Path) -> None:
    if not target.name.endswith(_ARCHIVES):
        folder.rename(target)
        return
    packed = folder.with_name("packed")
    with tarfile.open(packed, "w" if target.suffix == ".tar" else "w:gz") as archive:
        archive.add(folder, arcname=".")
    packed.chmod(0o600)
    packed.rename(target)


def _checked(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**orjson.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise BackupBroken("There is no manifest that can be read.") from None
    there = set(_paths(folder)) - {MANIFEST}
    faults = sorted(there ^ set(manifest.files))
    faults += [path for path in there & set(manifest.files) if _is_changed(folder, path, manifest)]
    if faults:
        raise BackupBroken(f"Missing, changed or never part of it: {', '.join(faults[:5])}.")
    return manifest


def _is_changed(folder: Path, path: str, manifest: Manifest) -> bool:
    return not hmac.compare_digest(_digest(folder / path), manifest.files[path])


def _paths(folder: Path) -> list[str]:
    """Every file, by its path below the folder; links lead nowhere."""
    return sorted(
        str(PurePosixPath(each.relative_to(folder)))
        for each in folder.rglob("*")
        if each.is_file() and not each.is_symlink()
    )


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
