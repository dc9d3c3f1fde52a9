"""Every router of the API, in the order of the documentation."""

from fastapi import APIRouter

ROUTERS: list[APIRouter] = []
