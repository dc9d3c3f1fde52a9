"""Payment providers: whom the shop asks for money, and where it is sent by hand."""

from pydantic import BaseModel, Field

_ADDRESS = r"^([^@\s]+@[^@\s]+)?$"


class ProviderSettings(BaseModel):
    """Payment providers."""

    stripe_secret_key: str = Field(
        "", repr=False, description="Secret (or restricted) key of the Stripe account."
    )
    stripe_webhook_secrets: str = Field(
        "",
        repr=False,
        description="Comma-separated secrets of Stripe's webhooks; empty: none is taken.",
    )
    stripe_api_base: str = Field(
        "https://api.stripe.com", description="Where Stripe answers; another one is for tests."
    )
    paypal_client_id: str = Field("", description="Client id of the PayPal application.")
    paypal_client_secret: str = Field("", repr=False, description="Secret of the application.")
    paypal_webhook_id: str = Field(
        "", description="Id of the webhook at PayPal; empty: no message is taken."
    )
    paypal_api_base: str = Field(
        "https://api-m.paypal.com",
        description="Where PayPal answers; https://api-m.sandbox.paypal.com is for trying out.",
    )
    bank_account_holder: str = Field(
        "", max_length=140, description="To whom customers transfer money."
    )
    bank_iban: str = Field("", max_length=42, description="The account that they transfer it to.")
    bank_bic: str = Field("", max_length=11, description="Its bank.")
    bank_currencies: str = Field(
        "EUR", description="Comma-separated currencies that the account takes; empty: all."
    )
    bank_transfer_days: int = Field(
        14, ge=1, le=90, description="How long an order waits for a transfer."
    )
    cash_countries: str = Field(
        "", description="Comma-separated countries with cash on delivery; empty: all."
    )
    cash_most: int = Field(
        0, ge=0, description="Most that is collected at the door, in minor units; 0: no limit."
    )
    payment_alert_email: str = Field(
        "",
        max_length=320,
        pattern=_ADDRESS,
        description="Who is told by mail when the books differ from a provider's; empty: nobody.",
    )
    payment_page: str = Field(
        "",
        description="Where a customer is sent after a provider's page; empty: a page of our own.",
    )

    def faults_of_providers(self, named: frozenset[str], *, is_production: bool) -> list[str]:
        """What is missing for the providers that are named, and what production must not have."""
        wanted = {
            "stripe": {"STRIPE_SECRET_KEY": self.stripe_secret_key},
            "paypal": {
                "PAYPAL_CLIENT_ID": self.paypal_client_id,
                "PAYPAL_CLIENT_SECRET": self.paypal_client_secret,
            },
            "bank_transfer": {
                "BANK_ACCOUNT_HOLDER": self.bank_account_holder,
                "BANK_IBAN": self.bank_iban,
            },
        }
        faults = [
            f"PAYMENT_PROVIDERS names {provider}, which needs {name}"
            for provider, needs in wanted.items()
            if provider in named
            for name, value in needs.items()
            if not value
        ]
        bases = {"STRIPE_API_BASE": self.stripe_api_base, "PAYPAL_API_BASE": self.paypal_api_base}
        for name, base in bases.items():
            if is_production and not base.startswith("https://"):
                faults.append(f"{name} must be https in production")
        return faults


def listed(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated setting."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
