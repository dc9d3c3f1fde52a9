"""Accounts and how they sign in."""

from pydantic import BaseModel, Field


class AccountSettings(BaseModel):
    """Signing in."""

    access_token_minutes: int = Field(
        30, ge=1, le=60 * 24, description="How long an access token is good."
    )
    refresh_token_days: int = Field(
        7, ge=1, le=365, description="How long a refresh token is good."
    )
    password_hash_threads: int = Field(
        2, ge=1, le=64, description="Passwords hashed at the same time."
    )
