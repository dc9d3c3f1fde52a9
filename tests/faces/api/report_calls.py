"""Files and reports that staff asks for, as its deeds are called."""

from typing import Any

from shopwright.faces.services import Services
from shopwright.infra.files.sheets import FileFormat
from shopwright.kernel.actors import system
from shopwright.modules.reports import service as reports
from shopwright.modules.reports.contracts import Every, ReportDraft, Rhythm
from tests.faces.api.small_shop import SmallShop

_REPORT = {
    "name": "Sales",
    "subject": "sales",
    "every": "month",
    "day": 1,
    "hour": 6,
    "recipients": ["{reader_id}"],
}
REPORT_CALLS: dict[str, Any] = {
    "order_export": {"format": "csv", "lines": True},
    "customer_export": {"format": "jsonl"},
    "analytics_export": {"kind": "sales", "interval": "month"},
    "report_create": _REPORT,
    "report_replace": _REPORT | {"name": "Other sales", "version": 1},
    "report_remove": None,
}


async def with_reader(services: Services, shop: SmallShop, ids: dict[str, str]) -> dict[str, str]:
    return ids | {"reader_id": str(shop.people["admin"].user_id)}


async def with_report(services: Services, shop: SmallShop, ids: dict[str, str]) -> dict[str, str]:
    reader = shop.people["admin"].user_id
    draft = ReportDraft(
        name="Sales",
        subject="sales",
        form=FileFormat.CSV.value,
        rhythm=Rhythm(Every.MONTH),
        recipients=(reader,),
        options={},
    )
    async with services.works(system("test")) as work:
        made = await reports.create(
            work, draft=draft, right="analytics:read", zone=services.insight.zone
        )
    return ids | {"report_id": str(made.id), "reader_id": str(reader)}


REPORT_PREPARED = {
    "report_create": with_reader,
    "report_replace": with_report,
    "report_remove": with_report,
}
