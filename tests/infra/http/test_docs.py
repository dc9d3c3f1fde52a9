"""The documentation pages load nothing from elsewhere and run nothing that isn't ours."""

import gzip
import hashlib
import re
from base64 import b64encode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from shopwright.infra.http.docs import VENDOR, docs_routes

PAGES = ["/docs", "/redoc", "/scalar"]
BUNDLE = "/static/vendor/redoc-2.5.4/redoc.standalone.js"


def client(root_path: str = "") -> TestClient:
    app = Starlette(routes=docs_routes("/openapi.json", 'Tom & Jerry\'s "shop"'))
    return TestClient(app, root_path=root_path)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_address_but_ours(page: str) -> None:
    answer = client().get(page)

    assert answer.status_code == 200
    assert "//" not in answer.text.replace("<!doctype html>", "")
    assert '"/openapi.json"' in answer.text
    assert "<title>Tom &amp; Jerry&#x27;s &quot;shop&quot; · " in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lets_in_its_own_inline_script_and_no_other(page: str) -> None:
    answer = client().get(page)

    inline = re.findall(r"<script>(.*?)</script>", answer.text, flags=re.DOTALL)
    digest = b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]

    assert len(inline) == 1
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "default-src 'none';" in policy
    assert "connect-src 'self';" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_asks_for_is_there(page: str) -> None:
    visitor = client()

    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', visitor.get(page).text)
    answers = [visitor.get(address) for address in addresses]

    assert addresses
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    assert all(answer.headers["x-content-type-options"] == "nosniff" for answer in answers)


def test_a_root_path_stands_before_every_address() -> None:
    text = client(root_path="/shop").get("/docs").text

    assert '"/shop/openapi.json"' in text
    assert 'src="/shop/static/vendor/swagger-ui' in text


def test_a_script_is_sent_as_it_is_stored() -> None:
    answer = client().get(BUNDLE, headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content[:4] == b"/*! "


def test_a_client_without_gzip_gets_the_script_plain() -> None:
    answer = client().get(BUNDLE, headers={"accept-encoding": "identity"})

    stored = (VENDOR / "redoc-2.5.4" / "redoc.standalone.js.gz").read_bytes()
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(stored)


def test_a_script_that_the_client_holds_is_not_sent_again() -> None:
    visitor = client()
    etag = visitor.get(BUNDLE).headers["etag"]

    answer = visitor.get(BUNDLE, headers={"if-none-match": etag})

    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/static/vendor/redoc-2.5.4/LICENSE",
        "/static/vendor/redoc-2.5.4/MANIFEST.sha256",
        "/static/vendor/redoc-2.5.4/absent.js",
        "/static/vendor/redoc-2.5.4/..%2F..%2F..%2Fdocs.py",
        "/static/vendor/..%2F..%2Fdocs.py",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert client().get(path).status_code == 404


def test_every_vendored_file_is_what_its_manifest_says() -> None:
    folders = [folder for folder in VENDOR.iterdir() if folder.is_dir()]

    for folder in folders:
        listed = dict(
            reversed(line.split()) for line in (folder / "MANIFEST.sha256").read_text().splitlines()
        )
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()
            if path.name != "MANIFEST.sha256"
        }
        assert listed == found
        assert "LICENSE" in listed
    assert len(folders) == 3
