"""What signing in needs: the hashing of passwords, the signing of tokens, the memory of who is who."""

from dataclasses import dataclass
from datetime import timedelta

from shopwright.infra.work import Works
from shopwright.modules.identity.contracts import Patience
from shopwright.modules.identity.passwords import Passwords
from shopwright.modules.identity.service.recognise import PATIENCE, Recogniser
from shopwright.modules.identity.tokens import AccessTokens


@dataclass(frozen=True, slots=True)
class Security:
    passwords: Passwords
    tokens: AccessTokens
    recogniser: Recogniser
    refresh_lifetime: timedelta
    patience: Patience = PATIENCE


def open_security(
    works: Works,
    *,
    secret_key: str,
    access_minutes: int,
    refresh_days: int,
    hash_threads: int,
    patience: Patience = PATIENCE,
) -> Security:
    """Put the parts together, once a process."""
    tokens = AccessTokens(secret_key, lifetime=timedelta(minutes=access_minutes))
    recogniser = Recogniser(works, tokens, patience=patience)
    works.after_commit.append(recogniser.hear)
    return Security(
        passwords=Passwords(hash_threads),
        tokens=tokens,
        recogniser=recogniser,
        refresh_lifetime=timedelta(days=refresh_days),
        patience=patience,
    )
