"""What signing in needs: the hashing of passwords, the signing of tokens, the memory of who is who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shopwright.infra.work import Works
from shopwright.modules.identity.contracts import Patience
from shopwright.modules.identity.passwords import ARGON2ID, Passwords
from shopwright.modules.identity.service.links import Links, links_of
from shopwright.modules.identity.service.recognise import PATIENCE, Recogniser
from shopwright.modules.identity.tokens import AccessTokens


@dataclass(frozen=True, slots=True)
class Security:
    """``must_verify``: nobody signs in before he has shown that he reads his address."""

    passwords: Passwords
    tokens: AccessTokens
    recogniser: Recogniser
    refresh_lifetime: timedelta
    links: Links
    must_verify: bool = False
    patience: Patience = PATIENCE


def open_security(  # noqa: PLR0913 - each comes from a setting of its own
    works: Works,
    *,
    secret_key: str,
    access_minutes: int,
    refresh_days: int,
    hash_threads: int,
    scheme: str = ARGON2ID,
    shop_words: Sequence[str] = (),
    must_verify: bool = False,
    patience: Patience = PATIENCE,
) -> Security:
    """Put the parts together, once a process."""
    tokens = AccessTokens(secret_key, lifetime=timedelta(minutes=access_minutes))
    recogniser = Recogniser(works, tokens, patience=patience)
    works.after_commit.append(recogniser.hear)
    return Security(
        passwords=Passwords(hash_threads, scheme=scheme, shop_words=shop_words),
        tokens=tokens,
        recogniser=recogniser,
        refresh_lifetime=timedelta(days=refresh_days),
        links=links_of(secret_key),
        must_verify=must_verify,
        patience=patience,
    )
