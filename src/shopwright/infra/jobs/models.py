"""The queue's tables under their former name."""

from shopwright.infra.outbox import DEAD, READY, Job, OutboxEvent, Schedule

__all__ = ["DEAD", "READY", "Job", "OutboxEvent", "Schedule"]
