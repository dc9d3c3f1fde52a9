from pathlib import Path

import httpx2
import pytest

from shopwright.infra.files.store import new_stem
from shopwright.infra.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def pictures(settings: Settings, tmp_path: Path) -> Path:
    folder = Path(settings.media_folder)
    (folder / "mugs").mkdir(parents=True)
    (folder / "mugs" / "red.webp").write_bytes(b"RIFF")
    (tmp_path / "secret.txt").write_text("hush")
    (folder / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return folder


async def test_a_picture_is_served_so_that_it_can_do_no_harm(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/media/mugs/red.webp")

    assert (answer.status_code, answer.content) == (200, b"RIFF")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.headers["etag"]


async def test_a_picture_with_a_name_of_ours_never_changes(
    client: httpx2.AsyncClient, pictures: Path
) -> None:
    key = f"{new_stem()}-card.webp"
    (pictures / key).parent.mkdir()
    (pictures / key).write_bytes(b"RIFF")

    answer = await client.get(f"/media/{key}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/media",
        "/media/",
        "/media/mugs",
        "/media/mugs/",
        "/media/none.webp",
        "/media/..%2fsecret.txt",
        "/media/%2e%2e/secret.txt",
        "/media/mugs/..%2f..%2f..%2fsecret.txt",
        "/media//etc/passwd",
        "/media/way-out.txt",
    ],
)
async def test_nothing_else_is_served(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "hush" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_pictures_are_only_read(client: httpx2.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/media/mugs/red.webp")

    assert answer.status_code == 405
