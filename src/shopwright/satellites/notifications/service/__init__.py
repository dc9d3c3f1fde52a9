"""Hearing what happened, and telling people by mail."""

from shopwright.satellites.notifications.service.hearing import hear
from shopwright.satellites.notifications.service.letters import LETTERS, Letter
from shopwright.satellites.notifications.service.sending import retry, send, sweep

__all__ = ["LETTERS", "Letter", "hear", "retry", "send", "sweep"]
