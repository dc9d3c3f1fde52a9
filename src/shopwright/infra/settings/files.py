"""Where files are kept, and which are taken in."""

from pydantic import BaseModel, Field


class FileSettings(BaseModel):
    """Uploads, pictures, exports."""

    media_store: str = Field(
        "",
        description="Where uploaded pictures go: a folder, or s3://bucket/prefix?endpoint=https://host&region=name;"
        " empty: MEDIA_FOLDER.",
    )
    private_store: str = Field(
        "var/private",
        description="Where exports and files to import go, never served openly; the same forms.",
    )
    s3_access_key: str = Field(
        "", repr=False, description="For buckets; empty: as the machine is known to its cloud."
    )
    s3_secret_key: str = Field("", repr=False, description="The secret of S3_ACCESS_KEY.")
    max_upload_bytes: int = Field(
        6 * 1_048_576, ge=1024, le=1 << 28, description="Largest picture that is uploaded."
    )
    max_import_bytes: int = Field(
        16 * 1_048_576, ge=1024, le=1 << 30, description="Largest file to import over HTTP."
    )
    picture_processes: int = Field(
        2, ge=1, le=16, description="Pictures that a server decodes at the same time."
    )
    picture_seconds: int = Field(
        10, ge=1, le=300, description="Longest that decoding and shrinking a picture may take."
    )
    picture_format: str = Field(
        "webp",
        pattern="^(webp|avif)$",
        description="What pictures are stored as; avif is smaller and takes eight times as long.",
    )
    clamd_url: str = Field(
        "",
        description="Virus scanner for uploads: tcp://host:3310 or unix:///run/clamav/clamd.sock; empty: none.",
    )
    clamd_required: bool = Field(
        default=True, description="Uploads are refused while the virus scanner does not answer."
    )
    export_hours: int = Field(
        24, ge=1, le=24 * 30, description="How long an export can be fetched."
    )
