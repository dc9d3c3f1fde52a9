"""How accounts, profiles and addresses look in requests and answers."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.places import PLACE, PlaceAnswer, PlacePayload
from shopwright.faces.api.shapes import Answer, Name, Payload, ShortText, Time, example
from shopwright.modules.customers.contracts import Address, Profile, SavedAddress
from shopwright.modules.customers.service import Defaults
from shopwright.modules.identity.contracts import User

Email = Annotated[str, StringConstraints(max_length=320), Field(examples=["robin@example.com"])]
Username = Annotated[str, StringConstraints(min_length=1, max_length=50), Field(examples=["robin"])]
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


class ProfileAnswer(UserAnswer):
    phone: str
    locale: str
    marketing_consent: bool


class AccountPayload(Payload):
    """What is named changes, the rest stays."""

    model_config = example({"full_name": "Robin Example", "username": "robin"})

    full_name: Name | None = None
    username: Username | None = None


class ProfilePayload(AccountPayload):
    model_config = example(
        {"full_name": "Robin Example", "phone": "+44 1904 555123", "locale": "en-GB"}
    )

    phone: ShortText | None = None
    locale: ShortText | None = None
    marketing_consent: bool | None = None


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


def user_answer(user: User) -> UserAnswer:
    return UserAnswer(**_account(user))


def profile_answer(user: User, profile: Profile) -> ProfileAnswer:
    return ProfileAnswer(
        **_account(user),
        phone=profile.phone,
        locale=profile.locale,
        marketing_consent=profile.marketing_consent,
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
