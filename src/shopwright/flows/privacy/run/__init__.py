"""Asking, handing out and erasing."""

from shopwright.flows.privacy.run.asking import ask_for_erasure, ask_for_export, keep_account
from shopwright.flows.privacy.run.erasing import erase, erase_due
from shopwright.flows.privacy.run.exporting import export, fetch_archive, finish_exports

__all__ = [
    "ask_for_erasure",
    "ask_for_export",
    "erase",
    "erase_due",
    "export",
    "fetch_archive",
    "finish_exports",
    "keep_account",
]
