"""What staff do, operation by operation: the body that each is called with, and who calls it."""

from dataclasses import dataclass, field
from typing import Any

from tests.faces.api.parcel_calls import PARCEL_CALLS, RETURN_CALLS
from tests.faces.api.promotion_calls import PROMOTION_CALLS
from tests.faces.api.report_calls import REPORT_CALLS
from tests.faces.api.webhook_calls import WEBHOOK_CALLS
from tests.support.pictures import picture

PRODUCT = {"title": "Teapot", "price": "12.00", "sku": "TEAPOT-1"}
METHOD = {
    "name": "Parcel",
    "kind": "flat",
    "tariffs": [{"currency": "EUR", "amount": "4.90"}],
}
TAX_RATE = {"name": "VAT 24 %", "rate": "24"}
VIEW = {"kind": "orders", "name": "To pack", "filters": {"status": "confirmed"}}
DISCOUNT = {
    "name": "Spring",
    "scope": "variant",
    "target_id": "{variant_id}",
    "percent": "10",
    "ends_at": "2099-01-01T00:00:00Z",
}


@dataclass(frozen=True)
class Sent:
    """A file, sent as a form."""

    name: str
    content: bytes
    fields: dict[str, str] = field(default_factory=dict)


# Questions that take a body.
QUESTIONS = {"promotion_preview"}
# A body that is taken, for each operation that staff change something by; a new one needs a line here.
CALLS: dict[str, Any] = {
    **PROMOTION_CALLS,
    **REPORT_CALLS,
    **WEBHOOK_CALLS,
    **PARCEL_CALLS,
    **RETURN_CALLS,
    "product_create": PRODUCT,
    "product_replace": PRODUCT,
    "product_update": {"title": "Other kettle"},
    "product_delete": None,
    "product_relate": {"upsell": ["{other_product_id}"]},
    "product_restore": None,
    "product_bulk_change": {"operations": [{"product_id": "{product_id}", "brand": "Potter"}]},
    "category_create": {"name": "Teapots"},
    "category_replace": {"name": "Pots"},
    "category_delete": None,
    "attribute_define": {"code": "colour", "name": "Colour"},
    "attribute_redefine": {"code": "weight", "name": "Mass", "kind": "number", "unit": "g"},
    "attribute_forget": None,
    "brand_create": {"name": "Potter"},
    "brand_replace": {"name": "Kiln & House"},
    "brand_delete": None,
    "settings_replace": {"limits": {"cart_lines": 50}},
    "settings_change": {"shop": {"name": "Kiln & House"}},
    "api_key_revoke_administered": None,
    "user_administer": {"is_active": False},
    "user_assign_role": {"role": "vendor"},
    "user_assign_roles": {"roles": ["customer", "vendor"]},
    "role_create": {"name": "packer", "title": "Packer", "rights": ["orders:read"]},
    "role_change": {"rights": ["orders:read", "stock:read"]},
    "role_delete": None,
    "order_move": {"status": "processing"},
    "order_archive": None,
    "order_refund": {"reason": "broken"},
    "order_capture": None,
    "order_invoice_issue": None,
    "document_journal": None,
    "payment_record": {"amount": "1.00", "reference": "T1", "received_on": "2026-11-03"},
    "refund_record": {"reference": "OUT-1"},
    "payment_case_resolve": {"note": "All is well."},
    "stock_adjust": {"change": -1, "reason": "damaged"},
    "discount_create": DISCOUNT,
    "discount_end": None,
    "stock_count": {"counted": 480},
    "stock_policy_set": {"critical": 1},
    "vendor_stock_adjust": {"change": -1, "reason": "damaged"},
    "job_retry": None,
    "job_discard": None,
    "mail_retry": None,
    "view_keep": VIEW,
    "view_change": VIEW | {"columns": ["number", "total"]},
    "view_forget": None,
    "review_answer": {"text": "Thank you."},
    "review_moderate": {"state": "approved", "version": 1},
    "audit_export": None,
    "synonyms_add": {"words": ["kettle", "boiler"]},
    "synonyms_remove": None,
    "search_rebuild": None,
    "delivery_zone_create": {"name": "Norway", "areas": [{"country": "NO"}]},
    "delivery_zone_replace": {"name": "Iceland", "areas": [{"country": "IS"}]},
    "delivery_zone_delete": None,
    "delivery_method_create": METHOD,
    "delivery_method_replace": METHOD | {"name": "Express"},
    "delivery_method_delete": None,
    "tax_zone_create": {"name": "Norway", "country": "NO", "rates": [TAX_RATE]},
    "tax_zone_replace": {"name": "Iceland", "country": "IS", "rates": [TAX_RATE]},
    "tax_zone_delete": None,
    "tax_zones_take_union": None,
    "media_create": Sent("mug.png", picture()),
    "product_upload_image": Sent("kettle.png", picture()),
    "media_update": {"alt": "A mug"},
    "media_delete": None,
    "category_media_arrange": {"picture_ids": []},
    "export_create": {"kind": "products"},
    "product_export": {"format": "xlsx"},
    "import_create": Sent(
        "goods.jsonl", b'{"handle": "mug", "title": "Mug"}', {"kind": "products"}
    ),
    "user_session_end": None,
    "user_factor_remove": None,
    "role_demand_factor": {"is_demanded": True},
    "customer_note_add": {"text": "Prefers tea."},
    "customer_note_remove": None,
    "privacy_export_administered": None,
    "privacy_erase_administered": None,
    "approval_approve": {"version": 1},
    "approval_reject": {"version": 1, "reason": "Blurred."},
    "vendor_approval_withdraw": None,
}
CALLERS = {"vendor_stock_adjust": "vendor", "vendor_approval_withdraw": "vendor"}
# What says by its name alone what changed.
WITHOUT_VALUES = {
    "search_rebuild",
    "user_session_end",
    "user_factor_remove",
    "privacy_export_administered",
    "privacy_erase_administered",
}
# Reading that takes so much out of the shop that it is a deed.
DEEDS_OF_READING = {"audit_export": "format=jsonl", "document_journal": "month=2026-11"}
