"""Hearing what happened, and telling people by mail."""

from shopwright.satellites.notifications.service.hearing import hear
from shopwright.satellites.notifications.service.letter import Letter
from shopwright.satellites.notifications.service.letters import LETTERS
from shopwright.satellites.notifications.service.previewing import preview, preview_names
from shopwright.satellites.notifications.service.sending import retry, send, sweep

__all__ = ["LETTERS", "Letter", "hear", "preview", "preview_names", "retry", "send", "sweep"]
