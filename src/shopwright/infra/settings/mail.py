"""Mail: where it goes, and from whom."""

from enum import StrEnum

from pydantic import BaseModel, Field


class StartTls(StrEnum):
    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "never"


class MailSettings(BaseModel):
    """Mail."""

    mail_url: str = Field(
        "",
        pattern=r"^(smtps?://[^\s/?#]+/?)?$",
        repr=False,
        description="Mail server, as smtp://user:password@host:587 or smtps://…:465; empty: mails go into MAIL_FOLDER.",
    )
    mail_starttls: StartTls = Field(
        StartTls.REQUIRED,
        description="For smtp://: required (no mail without TLS), offered (TLS where there is), never.",
    )
    mail_timeout_seconds: int = Field(
        20, ge=1, le=120, description="Longest wait for the mail server."
    )
    mail_from: str = Field(
        "",
        max_length=200,
        description="Sender, as shop@example.com or The Shop <shop@example.com>; needed with MAIL_URL.",
    )
    mail_folder: str = Field(
        "var/mail",
        description="Where mails are put that no server takes; `shopwright mail` shows them.",
    )
    mail_language: str = Field(
        "en",
        pattern="^[a-z]{2}$",
        description="Language of mails to people whose profile names none.",
    )
