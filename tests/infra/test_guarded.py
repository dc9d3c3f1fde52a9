"""The client for addresses that people give us: where it goes, and what it bears from the other side."""

import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from shopwright.infra.guarded import Guarded, Refused, Told, is_public
from tests.support.certificates import make_certificate
from tests.support.hooks import Listener

pytestmark = pytest.mark.anyio
PRIVATE = (
    *("127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "169.254.169.254", "fd00::1"),  # noqa: S104
    *("100.64.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "fe80::1", "224.0.0.1", "ff02::1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255", "240.0.0.1", "nonsense", "fe80::1%1"),
)
PUBLIC = ("1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    opened = await Listener().open()
    yield opened
    await opened.close()


def answering(*answers: Sequence[str]) -> tuple[Guarded, list[str]]:
    """A client whose names stand for what is given, one answer after the other; and the names that it asked for."""
    asked: list[str] = []

    async def resolve(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return Guarded(resolve=resolve, seconds=2), asked


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_within_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_world_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://shop.example/", "not_https"),
        ("file:///etc/passwd", "not_an_address"),
        ("gopher://shop.example/", "not_https"),
        ("https://shop.example:8443/", "other_port"),
        ("https://user:word@shop.example/", "with_credentials"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://[::ffff:127.0.0.1]/", "not_public"),
        ("https://169.254.169.254/latest", "not_public"),
        ("https://shop.example/a\r\nx: y", "not_an_address"),
        ("https://shop.example\\@127.0.0.1/", "not_an_address"),
        ("https://shop.example/#part", "not_an_address"),
        ("https:///", "not_an_address"),
        ("https://shop.example:99999/", "not_an_address"),
        ("https://shöp.example/", "not_an_address"),
    ],
)
async def test_an_address_is_refused_for_what_it_says(url: str, reason: str) -> None:
    client, asked = answering(["1.1.1.1"])

    with pytest.raises(Refused) as refusal:
        client.check(url)

    assert refusal.value.reason == reason
    assert await client.post(url, b"{}", {}) == Told(error=reason)
    assert asked == []


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0"])
async def test_a_name_that_stands_for_this_machine_is_refused(host: str) -> None:
    told = await Guarded(seconds=2).post(f"https://{host}/", b"{}", {})

    assert told in (Told(error="not_public"), Told(error="unknown_name"))


@pytest.mark.parametrize("within", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
async def test_one_private_address_among_public_ones_is_enough_to_refuse(within: str) -> None:
    client, asked = answering(["1.1.1.1", within])

    told = await client.post("https://both.example/", b"{}", {})

    assert told == Told(error="not_public")
    assert asked == ["both.example"]


async def test_a_name_that_stands_for_something_else_the_second_time_is_looked_at_again() -> None:
    client, asked = answering([], ["127.0.0.1"])

    first = await client.post("https://rebinding.example/", b"{}", {})
    second = await client.post("https://rebinding.example/", b"{}", {})

    assert [first, second] == [Told(error="unknown_name"), Told(error="not_public")]
    assert asked == ["rebinding.example"] * 2


async def test_a_name_is_looked_up_once_for_each_message_and_kept_as_host(
    listener: Listener,
) -> None:
    asked: list[str] = []

    async def resolve(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    client = Guarded(allow_private=True, resolve=resolve, seconds=2)

    told = await client.post(f"http://hooks.example:{listener.port}/a?b=c", b"{}", {"x-y": "z"})

    assert told == Told(200)
    assert asked == ["hooks.example"]
    assert listener.got[0].headers["host"] == f"hooks.example:{listener.port}"
    assert listener.got[0].headers["x-y"] == "z"


async def test_a_redirect_is_an_answer_and_nobody_follows_it(listener: Listener) -> None:
    listener.answer = (
        b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
    )

    told = await Guarded(allow_private=True, seconds=2).post(listener.url, b"{}", {})

    assert told == Told(302)
    assert len(listener.got) == 1


async def test_an_answer_without_end_is_cut_off(listener: Listener) -> None:
    listener.endless = True

    told = await Guarded(allow_private=True, seconds=5).post(listener.url, b"{}", {})

    assert told == Told(200, "too_large")


async def test_who_drips_gets_no_more_time_than_anybody(listener: Listener) -> None:
    listener.answer, listener.drip = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx", True

    told = await Guarded(allow_private=True, seconds=0.2).post(listener.url, b"{}", {})

    assert told == Told(error="timeout")


async def test_what_is_no_http_is_told_in_a_word_of_ours(listener: Listener) -> None:
    listener.answer = b"SSH-2.0-secret\r\n\r\n"

    told = await Guarded(allow_private=True, seconds=2).post(listener.url, b"{}", {})

    assert told == Told(error="no_http")


async def test_nobody_there_is_told_in_a_word_of_ours(listener: Listener) -> None:
    await listener.close()

    told = await Guarded(allow_private=True, seconds=2).post(listener.url, b"{}", {})

    assert told == Told(error="no_connection")


async def test_a_certificate_of_another_name_is_refused_and_the_right_one_taken(
    tmp_path: Path,
) -> None:
    certificate = make_certificate(tmp_path)
    opened = await Listener().open(ssl=certificate.server)

    async def resolve(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    def client(trust: ssl.SSLContext | None) -> Guarded:
        return Guarded(allow_private=True, resolve=resolve, seconds=3, trust=trust)

    right = await client(certificate.trusted).post(f"https://127.0.0.1:{opened.port}/", b"{}", {})
    other = await client(certificate.trusted).post(f"https://a.example:{opened.port}/", b"{}", {})
    unknown = await client(None).post(f"https://127.0.0.1:{opened.port}/", b"{}", {})

    assert [right, other, unknown] == [
        Told(200),
        Told(error="bad_certificate"),
        Told(error="bad_certificate"),
    ]
    assert len(opened.got) == 1
    await opened.close()
