"""The audit trail."""

from pydantic import BaseModel, Field


class AuditSettings(BaseModel):
    """What shows later that the trail was not cut or rewritten."""

    audit_anchors: str = Field(
        "",
        description="Folder for the trail's daily anchors, best one that only ever grows, elsewhere; empty: the log alone.",
    )
