"""What a provider may say that is not believed."""

import base64
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from shopwright.infra.outgoing import Outgoing, OutgoingFailed
from shopwright.modules.identity.adapters.github import GitHubProvider
from shopwright.modules.identity.adapters.oidc import OidcProvider
from shopwright.modules.identity.contracts import ForeignPerson, Trip
from shopwright.modules.identity.errors import ProviderRefused, ProviderUnreachable
from tests.support.providers import WELL_KNOWN, Liar, lying_provider, new_key

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
TRIP = Trip("state", "nonce-1", "verifier", "https://shop.example/back")
CLIENT = "shop"


@pytest.fixture
def liar() -> Iterator[Liar]:
    honest: dict[str, Any] = {
        "sub": "robin-1",
        "aud": CLIENT,
        "iat": AT,
        "exp": AT + 300,
        "nonce": TRIP.nonce,
        "email": "robin@example.com",
        "email_verified": True,
        "name": "Robin",
    }
    with lying_provider(honest) as served:
        honest["iss"] = served.issuer
        yield served


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    client = Outgoing(allow_plain=True, seconds=2)
    yield client
    await client.close()


def provider_at(outgoing: Outgoing, liar: Liar, **more: Any) -> OidcProvider:
    return OidcProvider(
        outgoing,
        name="acme",
        title="",
        issuer=liar.issuer,
        client_id=CLIENT,
        client_secret="s3cret",
        **more,
    )


async def identify(outgoing: Outgoing, liar: Liar) -> ForeignPerson:
    return await provider_at(outgoing, liar).identify(TRIP, code="code-1", now=NOW)


async def test_the_truth_is_believed(outgoing: Outgoing, liar: Liar) -> None:
    person = await identify(outgoing, liar)

    exchange = next(fields for path, fields in liar.asked if path == "/token")
    assert person == ForeignPerson("robin-1", "robin@example.com", True, "Robin")
    assert (exchange["code"], exchange["code_verifier"]) == ("code-1", "verifier")
    assert exchange["redirect_uri"] == TRIP.redirect_uri


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://attacker.example"},
        {"iss": ""},
        {"aud": "somebody-else"},
        {"aud": []},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": AT - 60},
        {"exp": "soon"},
        {"iat": AT + 61},
        {"iat": AT - 661},
        {"iat": "now"},
        {"nbf": AT + 61},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=str,
)
async def test_claims_that_are_not_for_us_now_are_refused(
    outgoing: Outgoing, liar: Liar, claims: dict[str, Any]
) -> None:
    liar.claims = claims

    with pytest.raises(ProviderRefused):
        await identify(outgoing, liar)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "nonce"])
async def test_a_claim_that_is_missing_is_refused(
    outgoing: Outgoing, liar: Liar, claim: str
) -> None:
    liar.without = (claim,)

    with pytest.raises(ProviderRefused):
        await identify(outgoing, liar)


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned(liar: Liar, good: str) -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': liar.kid})}.{good.split('.')[1]}."


def _signed_by_the_public_key(liar: Liar, good: str) -> str:
    """HS256 with the public key as its secret, which PyJWT itself would not make."""
    pem = liar.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = _part({"alg": "HS256", "typ": "JWT", "kid": liar.kid})
    signing = f"{head}.{good.split('.')[1]}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        signing.encode(), pem
    )
    return f"{signing}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _signed_by_another(liar: Liar, good: str) -> str:
    claims = jwt.decode(good, options={"verify_signature": False})
    return jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": liar.kid})


def _with_a_key_of_its_own(liar: Liar, good: str) -> str:
    claims, key = jwt.decode(good, options={"verify_signature": False}), new_key()
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": liar.kid, "jwk": jwk})


@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        _signed_by_the_public_key,
        _signed_by_another,
        _with_a_key_of_its_own,
        lambda _, good: good[:-8],
        lambda _, good: good + "." + good,
        lambda *_: "x" * 20_000,
        lambda *_: "..",
        lambda *_: " ",
    ],
)
async def test_a_token_that_the_issuer_did_not_sign_is_refused(
    outgoing: Outgoing, liar: Liar, forge: Callable[[Liar, str], str]
) -> None:
    person = jwt.decode(liar.signed({}), options={"verify_signature": False})
    assert person == {}
    honest = {"iss": liar.issuer, "sub": "robin-1", "aud": CLIENT, "nonce": TRIP.nonce}
    good = liar.signed(honest | {"iat": AT, "exp": AT + 300})
    liar.id_token = good
    assert (await identify(outgoing, liar)).subject == "robin-1"

    liar.id_token = forge(liar, good)

    with pytest.raises(ProviderRefused):
        await identify(outgoing, liar)


async def test_a_secret_among_the_keys_is_no_key(outgoing: Outgoing, liar: Liar) -> None:
    secret = b"k" * 32
    oct_key = {"kty": "oct", "kid": "k1", "k": base64.urlsafe_b64encode(secret).decode()}
    liar.answers["/keys"] = (200, json.dumps({"keys": [oct_key]}).encode())
    claims = {"iss": liar.issuer, "sub": "x", "aud": CLIENT, "iat": AT, "exp": AT + 300}
    liar.id_token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "k1"})

    with pytest.raises(ProviderRefused):
        await identify(outgoing, liar)


async def test_keys_are_asked_for_again_when_the_issuer_has_a_new_one(
    outgoing: Outgoing, liar: Liar
) -> None:
    seconds = [0.0]
    provider = provider_at(outgoing, liar, clock=lambda: seconds[0])
    await provider.identify(TRIP, code="1", now=NOW)
    liar.kid, liar.key = "k2", new_key()
    with pytest.raises(ProviderRefused):
        await provider.identify(TRIP, code="2", now=NOW)
    asked = sum(path == "/keys" for path, _ in liar.asked)

    seconds[0] = 11.0
    person = await provider.identify(TRIP, code="3", now=NOW)

    assert asked == 1
    assert person.subject == "robin-1"


async def test_user_info_of_another_person_is_refused(outgoing: Outgoing, liar: Liar) -> None:
    liar.without = ("email", "email_verified", "name")
    liar.discovery = {"userinfo_endpoint": f"{liar.issuer}/me"}
    told = {"sub": "robin-1", "email": "robin@example.com", "email_verified": True}
    liar.answers["/me"] = (200, json.dumps(told).encode())
    person = await identify(outgoing, liar)

    liar.answers["/me"] = (200, json.dumps(told | {"sub": "mallory"}).encode())

    assert (person.email, person.is_email_verified) == ("robin@example.com", True)
    with pytest.raises(ProviderRefused):
        await identify(outgoing, liar)


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 1, []])
async def test_an_address_is_verified_only_where_the_issuer_says_so(
    outgoing: Outgoing, liar: Liar, verified: object
) -> None:
    liar.claims = {"email_verified": verified}

    person = await identify(outgoing, liar)

    assert person.is_email_verified is False


@pytest.mark.parametrize("path", [WELL_KNOWN, "/keys", "/token"])
@pytest.mark.parametrize(
    ("status", "body"),
    [(302, b""), (500, b"{}"), (200, b"<html>"), (200, b"x" * 300_000), (200, b"[]"), (404, b"")],
    ids=["redirect", "broken", "html", "huge", "list", "gone"],
)
async def test_a_provider_that_misbehaves_lets_nobody_in(
    outgoing: Outgoing, liar: Liar, path: str, status: int, body: bytes
) -> None:
    liar.answers[path] = (status, body)

    with pytest.raises((ProviderRefused, ProviderUnreachable)):
        await identify(outgoing, liar)

    assert "/elsewhere" not in [asked for asked, _ in liar.asked]


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://attacker.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": ""},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
async def test_a_discovery_in_anothers_name_or_to_odd_places_is_refused(
    outgoing: Outgoing, liar: Liar, discovery: dict[str, str]
) -> None:
    liar.discovery = discovery

    with pytest.raises(ProviderUnreachable):
        await provider_at(outgoing, liar).address_of(TRIP)


async def test_a_provider_that_never_answers_is_not_waited_for() -> None:
    impatient = Outgoing(allow_plain=True, seconds=0.2)

    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(OutgoingFailed) as refused,
    ):
        await impatient.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    await impatient.close()

    assert refused.value.answered == 0


async def test_plain_http_is_for_development_alone(liar: Liar) -> None:
    strict = Outgoing()

    with pytest.raises(OutgoingFailed, match="as it should") as refused:
        await strict.get(liar.issuer + WELL_KNOWN)

    assert refused.value.reason == "not https"
    assert liar.asked == []


async def test_github_is_believed_about_a_number_and_the_first_address(
    outgoing: Outgoing, liar: Liar
) -> None:
    github = GitHubProvider(
        outgoing, client_id="a", client_secret="b", site=liar.issuer, api=liar.issuer
    )
    emails = [
        {"email": "old@example.com", "primary": False, "verified": True},
        {"email": "robin@example.com", "primary": True, "verified": True},
    ]
    liar.answers["/login/oauth/access_token"] = (200, b'{"access_token": "gho_x"}')
    liar.answers["/user"] = (200, b'{"id": 583231, "login": "robin", "name": null}')
    liar.answers["/user/emails"] = (200, json.dumps(emails).encode())

    address = await github.address_of(TRIP)
    person = await github.identify(TRIP, code="c", now=NOW)

    assert "code_challenge_method=S256" in address
    assert person == ForeignPerson("583231", "robin@example.com", True, "")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/login/oauth/access_token", 200, b'{"error": "bad_verification_code"}'),
        ("/login/oauth/access_token", 200, b"[]"),
        ("/user", 401, b"{}"),
        ("/user", 200, b'{"id": "583231"}'),
        ("/user", 200, b'{"id": true}'),
        ("/user/emails", 200, b"{}"),
    ],
)
async def test_github_that_says_no_or_nonsense_lets_nobody_in(
    outgoing: Outgoing, liar: Liar, path: str, status: int, body: bytes
) -> None:
    github = GitHubProvider(
        outgoing, client_id="a", client_secret="b", site=liar.issuer, api=liar.issuer
    )
    liar.answers["/login/oauth/access_token"] = (200, b'{"access_token": "gho_x"}')
    liar.answers["/user"] = (200, b'{"id": 1}')
    liar.answers["/user/emails"] = (200, b"[]")
    liar.answers[path] = (status, body)

    with pytest.raises(ProviderRefused):
        await github.identify(TRIP, code="c", now=NOW)
