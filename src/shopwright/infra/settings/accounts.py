"""Accounts: what proves an address, and what a password is worth."""

from enum import StrEnum

from pydantic import BaseModel, Field


class EmailVerification(StrEnum):
    OPTIONAL = "optional"
    REQUIRED = "required"


class PasswordScheme(StrEnum):
    ARGON2ID = "argon2id"
    BCRYPT = "bcrypt"


class ProofSettings(BaseModel):
    """How people prove who they are."""

    email_verification: EmailVerification = Field(
        EmailVerification.OPTIONAL,
        description="required: nobody signs in before he has opened the link in his mail, and registering tells nobody whether an email is known.",
    )
    password_scheme: PasswordScheme = Field(
        PasswordScheme.ARGON2ID,
        description="argon2id or bcrypt; hashes of the other are read, and replaced at the next sign-in.",
    )
    account_pages: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="Where the links in mails about accounts lead, before /verify-email/…, /confirm-email/…, /undo-email/… and /reset-password/…; empty: to the storefront, or to the API at PUBLIC_URL where there is none.",
    )
