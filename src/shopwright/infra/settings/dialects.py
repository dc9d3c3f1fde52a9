"""Addresses of other published designs, answered beside the API's own."""

from pydantic import BaseModel, Field, field_validator

DIALECTS = ("classic", "render", "async")


class DialectSettings(BaseModel):
    """Which other addresses are answered."""

    dialects: str = Field(
        ",".join(DIALECTS),
        description="Dialects answered beside /api/v1: classic, render, async; empty: none.",
    )

    @field_validator("dialects")
    @classmethod
    def know_them(cls, value: str) -> str:
        """Refuse a name that stands for nothing: a misspelt one would switch a dialect off."""
        unknown = {name.strip() for name in value.split(",") if name.strip()} - {*DIALECTS}
        if unknown:
            message = f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(DIALECTS)}"
            raise ValueError(message)
        return value

    @property
    def served_dialects(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.dialects.split(",") if name.strip())
