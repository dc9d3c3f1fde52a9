"""How accounts, profiles and addresses look in requests and answers."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.places import PLACE, PlaceAnswer, PlacePayload
from shopwright.faces.api.shapes import (
    Answer,
    NoCard,
    OwnName,
    Payload,
    ShortText,
    Time,
    example,
)
from shopwright.modules.customers.contracts import Address, AddressRules, Profile, SavedAddress
from shopwright.modules.customers.service import Defaults
from shopwright.modules.identity.contracts import User
from shopwright.modules.orders.contracts import OrderSummary

Email = Annotated[str, StringConstraints(max_length=320), Field(examples=["robin@example.com"])]
Username = Annotated[
    str, StringConstraints(min_length=1, max_length=50), NoCard, Field(examples=["robin"])
]
NewPassword = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256),
    Field(
        description="10 to 128 characters, hard to guess; no rule says which.",
        examples=["correct horse battery"],
    ),
]


class UserAnswer(Answer):
    id: UUID
    email: str
    username: str | None
    full_name: str
    role: str
    roles: list[str]
    is_active: bool
    email_verified: bool
    created_at: Time


class StandingAnswer(UserAnswer):
    """An account with what it may do: the rights of all its roles; by a key, those that the key has of them."""

    rights: list[str]


class ProfileAnswer(UserAnswer):
    phone: str
    locale: str
    marketing_consent: bool
    marketing_consent_at: Time | None
    consent_version: str


class AccountPayload(Payload):
    """What is named changes, the rest stays."""

    model_config = example({"full_name": "Robin Example", "username": "robin"})

    full_name: OwnName | None = None
    username: Username | None = None


class ProfilePayload(AccountPayload):
    model_config = example(
        {"full_name": "Robin Example", "phone": "+44 1904 555123", "locale": "en-GB"}
    )

    phone: ShortText | None = None
    locale: ShortText | None = None
    marketing_consent: bool | None = None
    consent_version: ShortText | None = None


class SavedAddressPayload(PlacePayload):
    model_config = example({**PLACE, "is_default_shipping": True})

    is_default_shipping: bool | None = None
    is_default_billing: bool | None = None

    def address(self) -> Address:
        return Address.from_dict(self.model_dump())

    def defaults(self) -> Defaults:
        return Defaults(self.is_default_shipping, self.is_default_billing)


class SavedAddressAnswer(PlaceAnswer):
    id: UUID
    is_default_shipping: bool
    is_default_billing: bool


class AddressBookAnswer(Answer):
    items: list[SavedAddressAnswer]


class ChoiceAnswer(Answer):
    code: str
    name: str


class AddressRulesAnswer(Answer):
    """``fields`` in the order of a form; ``regions`` and ``cities`` are choices, where a country lists any."""

    country: str
    fields: list[str]
    required: list[str]
    regions: list[ChoiceAnswer]
    cities: list[ChoiceAnswer]
    region_kind: str
    postal_code_kind: str
    postal_code_patterns: list[str]
    postal_code_examples: list[str]

    @classmethod
    def of(cls, rules: AddressRules) -> "AddressRulesAnswer":
        return cls(
            country=rules.country,
            fields=list(rules.fields),
            required=list(rules.required),
            regions=[ChoiceAnswer(code=code, name=name) for code, name in rules.regions],
            cities=[ChoiceAnswer(code=code, name=name) for code, name in rules.cities],
            region_kind=rules.region_kind,
            postal_code_kind=rules.postal_code_kind,
            postal_code_patterns=list(rules.postal_code_patterns),
            postal_code_examples=list(rules.postal_code_examples),
        )


class SpentAnswer(Answer):
    amount: str
    currency: str


class SummaryAnswer(Answer):
    """Orders that were not cancelled, and what was paid for them and not given back."""

    orders: int
    spent: list[SpentAnswer]
    first_at: Time | None
    last_at: Time | None

    @classmethod
    def of(cls, summary: OrderSummary) -> "SummaryAnswer":
        spent = [SpentAnswer(amount=each.amount, currency=each.currency) for each in summary.spent]
        return cls(
            orders=summary.orders,
            spent=spent,
            first_at=summary.first_at,
            last_at=summary.last_at,
        )


def user_answer(user: User) -> UserAnswer:
    return UserAnswer(**_account(user))


def profile_answer(user: User, profile: Profile) -> ProfileAnswer:
    return ProfileAnswer(
        **_account(user),
        phone=profile.phone,
        locale=profile.locale,
        marketing_consent=profile.marketing_consent,
        marketing_consent_at=profile.marketing_consent_at,
        consent_version=profile.consent_version,
    )


def address_answer(saved: SavedAddress) -> SavedAddressAnswer:
    return SavedAddressAnswer(
        id=saved.id,
        **saved.address.as_dict(),
        is_default_shipping=saved.is_default_shipping,
        is_default_billing=saved.is_default_billing,
    )


def account_facts(user: User) -> dict[str, object]:
    """What the audit trail tells of an account."""
    return {
        "email": user.email,
        "username": user.username,
        "full_name": user.full_name,
        "roles": sorted(user.roles),
        "is_active": user.is_active,
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "username": user.username,
        "full_name": user.full_name,
        "role": user.role,
        "roles": sorted(user.roles),
        "is_active": user.is_active,
        "email_verified": user.is_verified,
        "created_at": user.created_at,
    }
