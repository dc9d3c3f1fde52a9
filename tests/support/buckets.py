"""A server that speaks S3, in a process of its own, and buckets on it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

KEY, SECRET = "test-access-key", "test-secret-key"
_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server that ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def make_bucket(server: str, name: str) -> str:
    """A new bucket's address, as settings name it."""
    made = httpx2.put(
        f"{server}/{name}",
        headers={
            "authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request"
        },
    )
    assert made.status_code == 200, made.text
    return f"s3://{name}/shop?endpoint={server}"
