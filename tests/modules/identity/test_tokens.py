"""Access tokens against those who forge them."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.tokens import AUDIENCE, ISSUER, AccessTokens

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OLD_SECRET, SECRET, OTHER_SECRET = (letter * 40 for letter in "abc")
TOKENS = AccessTokens(SECRET, lifetime=timedelta(minutes=30))
USER, SESSION = ids.new(), ids.new()
GOOD = TOKENS.sign(USER, SESSION, NOW)
KID = jwt.get_unverified_header(GOOD)["kid"]
KEY = TOKENS.derived[0].key
CLAIMS: dict[str, Any] = jwt.decode(GOOD, options={"verify_signature": False})


def _encode(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _signed(
    changes: dict[str, Any] | None = None,
    *,
    without: str = "",
    key: bytes = KEY,
    header: dict[str, Any] | None = None,
    algorithm: str = "HS256",
) -> str:
    claims = {name: value for name, value in (CLAIMS | (changes or {})).items() if name != without}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": KID} | (header or {}))


def _unsigned(algorithm: str) -> str:
    header = {"alg": algorithm, "typ": "JWT", "kid": KID}
    return f"{_encode(header)}.{_encode(CLAIMS)}."


def _with_claims(change: Callable[[dict[str, Any]], None]) -> str:
    header, _, signature = GOOD.split(".")
    claims = dict(CLAIMS)
    change(claims)
    return f"{header}.{_encode(claims)}.{signature}"


def test_a_good_token_tells_user_session_and_end() -> None:
    claims = TOKENS.read(GOOD, NOW)

    assert (claims.user_id, claims.session_id) == (USER, SESSION)
    assert claims.expires_at == NOW + timedelta(minutes=30)


def test_every_token_has_an_id_of_its_own() -> None:
    first, second = (TOKENS.read(TOKENS.sign(USER, SESSION, NOW), NOW) for _ in range(2))

    assert first.token_id != second.token_id


def test_what_was_signed_before_a_change_of_secrets_is_read_by_its_key_id() -> None:
    before = AccessTokens(OLD_SECRET, lifetime=timedelta(minutes=30))
    after = AccessTokens(SECRET, OLD_SECRET, lifetime=timedelta(minutes=30))

    claims = after.read(before.sign(USER, SESSION, NOW), NOW)

    assert claims.user_id == USER
    assert jwt.get_unverified_header(after.sign(USER, SESSION, NOW))["kid"] == KID


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "HS256", "RS256"])
def test_a_token_without_a_signature_is_refused(algorithm: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(_unsigned(algorithm), NOW)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused_even_with_the_right_key(algorithm: str) -> None:
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = _signed(algorithm=algorithm)

    with pytest.raises(InvalidToken):
        TOKENS.read(token, NOW)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (_signed(key=b"c" * 32), "another key"),
        (_signed(key=SECRET.encode()), "the secret itself in place of the key derived from it"),
        (_signed({"aud": "somebody-else"}), "another audience"),
        (_signed({"aud": [AUDIENCE + "x"]}), "another audience in a list"),
        (_signed({"iss": "somebody-else"}), "another issuer"),
        (_signed({"typ": "refresh"}), "another kind of token"),
        (_signed({"sub": "1"}), "a user who is no id"),
        (_signed({"sub": 1}), "a user who is no text"),
        (_signed({"sid": None}), "no session"),
        (_signed({"jti": "x" * 99}), "an id that is none"),
        (_signed({"exp": "tomorrow"}), "an end that is no number"),
        (_signed({"exp": 1e300}), "an end beyond all time"),
        (_signed({"nbf": CLAIMS["nbf"] + 1}), "not good yet"),
        (_with_claims(lambda claims: claims.update(sub=str(ids.new()))), "claims exchanged"),
        (_with_claims(lambda claims: claims.update(exp=CLAIMS["exp"] + 9999)), "a longer life"),
        (_signed(header={"kid": "unknown"}), "an unknown key"),
        (_signed(header={"kid": "../../dev/null"}), "a path as key"),
        (_signed(header={"kid": "x' UNION SELECT 'key"}), "a query as key"),
        (_signed(header={"jku": "https://attacker.example/keys"}), "a key from an address"),
        (_signed(header={"jwk": {"kty": "oct", "k": "AAAA"}}), "a key of its own"),
        (_signed(header={"x5u": "https://attacker.example/"}), "a certificate from an address"),
        (_signed(header={"crit": ["exp"]}), "a critical extension"),
        (GOOD + "x", "something appended"),
        (GOOD[:-1], "something cut off"),
        (GOOD.rpartition(".")[0] + ".", "its signature cut off"),
        ("", "nothing"),
        ("..", "two dots"),
        ("a.b.c", "no encoding"),
        (GOOD + "." + GOOD, "two tokens"),
        ("ä" + GOOD, "letters beyond ASCII"),
        ("x" * 100_000, "a long text"),
    ],
    ids=lambda value: value if " " in value else "",
)
def test_a_forged_token_is_refused(token: str, why: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(token, NOW)


@pytest.mark.parametrize("claim", ["sub", "sid", "jti", "typ", "aud", "iss", "iat", "nbf", "exp"])
def test_a_token_that_lacks_a_claim_is_refused(claim: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(_signed(without=claim), NOW)


def test_a_token_is_good_to_the_last_second_and_no_longer() -> None:
    end = NOW + timedelta(minutes=30)

    assert TOKENS.read(GOOD, end - timedelta(microseconds=1)).user_id == USER
    with pytest.raises(InvalidToken):
        TOKENS.read(GOOD, end)


def test_a_token_is_not_good_before_its_time() -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(GOOD, NOW - timedelta(seconds=1))


def test_a_token_signed_by_a_key_pair_of_its_own_is_refused() -> None:
    """The other direction of confusing algorithms: ours is a secret, and no public key takes its place."""
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(pair.public_key()))

    for header in ({"kid": KID}, {"kid": KID, "jwk": jwk}, {"kid": jwk["n"][:16]}):
        with pytest.raises(InvalidToken):
            TOKENS.read(jwt.encode(CLAIMS, pair, algorithm="RS256", headers=header), NOW)


@given(st.text())
def test_whatever_text_is_no_token(text: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(text, NOW)


def test_the_issuer_and_audience_are_ours() -> None:
    assert (CLAIMS["iss"], CLAIMS["aud"], ISSUER, AUDIENCE) == (
        "shopwright",
        "shopwright:api",
        "shopwright",
        "shopwright:api",
    )
