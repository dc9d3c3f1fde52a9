"""Fetches the documentation viewers by npm and stores what the pages need: `python -m tools.vendor_docs`.

Scripts and styles are kept gzip-compressed, as they are sent: a fifth of the size in the repository, the wheel and on
the wire. Each folder lists its files with their SHA-256 in MANIFEST.sha256.
"""

import gzip
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/shopwright/infra/http/static/vendor"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A published package and the files of it that are served; `notice` stands in for a licence file it lacks."""

    package: str
    version: str
    folder: str
    compressed: tuple[str, ...]
    plain: tuple[str, ...]
    notice: str = ""


VIEWERS = (
    Viewer(
        package="swagger-ui-dist",
        version="5.35.0",
        folder="swagger-ui",
        compressed=("swagger-ui-bundle.js", "swagger-ui.css"),
        plain=("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"),
    ),
    Viewer(
        package="redoc",
        version="2.5.4",
        folder="redoc",
        compressed=("bundles/redoc.standalone.js",),
        plain=("LICENSE", "bundles/redoc.standalone.js.LICENSE.txt"),
    ),
    Viewer(
        package="@scalar/api-reference",
        version="1.46.4",
        folder="scalar",
        compressed=("dist/browser/standalone.js",),
        plain=(),
        notice="Copyright (c) 2023-present Scalar",
    ),
)


def vendor(viewer: Viewer) -> None:
    target = TARGET / f"{viewer.folder}-{viewer.version}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        package = unpack(viewer, Path(scratch))
        for name in viewer.compressed:
            content = gzip.compress((package / name).read_bytes(), compresslevel=9, mtime=0)
            (target / f"{Path(name).name}.gz").write_bytes(content)
        for name in viewer.plain:
            shutil.copy(package / name, target / Path(name).name)
    if viewer.notice:
        (target / "LICENSE").write_text(mit_license(viewer.notice))
    write_manifest(target)


def unpack(viewer: Viewer, scratch: Path) -> Path:
    name = f"{viewer.package}@{viewer.version}"
    subprocess.run(["npm", "pack", "--silent", name], cwd=scratch, check=True)
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "package"


def mit_license(notice: str) -> str:
    """Our own licence is the same one: only the line of the holder differs."""
    own = (Path(__file__).parents[1] / "LICENSE").read_text()
    return (
        "\n".join(notice if line.startswith("Copyright") else line for line in own.splitlines())
        + "\n"
    )


def write_manifest(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    ]
    (folder / "MANIFEST.sha256").write_text("".join(lines))


if __name__ == "__main__":
    for each in VIEWERS:
        vendor(each)
