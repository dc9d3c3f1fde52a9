"""Money: whole minor units of one currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Self

from typing_extensions import override

from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import CurrencyMismatch, InvalidMoney

# Far above any order, far below 64 bits even when a thousand lines are summed.
LARGEST_MINOR = 10**15
_LONGEST_AMOUNT = 32
# Holds every digit of an amount that can be written, and says so where it can't.
_EXACT = Context(prec=2 * _LONGEST_AMOUNT, traps=[Inexact, InvalidOperation, Overflow])


def round_minor(amount: Decimal) -> int:
    """Round an exact number of minor units to a whole one, halves to even: the one rounding of the shop."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents) with its ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def parse(cls, amount: str | int | Decimal, currency: str) -> Self:
        """Read a decimal amount such as ``"19.99"``; exact, never rounded.

        Raises:
            InvalidMoney: not a plain decimal number, more decimals than the currency has, or too large.
        """
        exponent = exponent_of(currency)
        value = _decimal(amount)
        if abs(value) > LARGEST_MINOR:
            raise InvalidMoney("The amount is too large.")
        try:
            scaled = value.scaleb(exponent, _EXACT).quantize(Decimal(1), context=_EXACT)
        except (Inexact, InvalidOperation):
            message = f"{currency} has {exponent} decimals; {amount} has more."
            raise InvalidMoney(message) from None
        if abs(scaled) > LARGEST_MINOR:
            raise InvalidMoney("The amount is too large.")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> str:
        """The decimal amount with all decimals of the currency: ``"19.90"``, ``"500"`` for JPY."""
        exponent = exponent_of(self.currency)
        sign = "-" if self.minor < 0 else ""
        digits = str(abs(self.minor)).rjust(exponent + 1, "0")
        return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else f"{sign}{digits}"

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    @override
    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def times(self, rate: Decimal) -> "Money":
        """This amount times a rate (0.19 for 19 %), rounded once by :func:`round_minor`."""
        return Money(round_minor(Decimal(self.minor) * rate), self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Share this amount by weights without losing a minor unit (largest remainder method).

        Units left over by flooring go to the largest remainders, the earlier one first where two are equal. All
        weights zero share alike.

        Raises:
            InvalidMoney: no weight at all, or a negative one.
        """
        if not weights or min(weights) < 0:
            raise InvalidMoney("An amount is shared by one weight or more, none of them negative.")
        shares = list(weights) if any(weights) else [1] * len(weights)
        whole = sum(shares)
        size, sign = abs(self.minor), -1 if self.minor < 0 else 1
        parts = [size * share // whole for share in shares]
        rest = size - sum(parts)
        by_remainder = sorted(range(len(shares)), key=lambda i: (-(size * shares[i] % whole), i))
        for index in by_remainder[:rest]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} can't be mixed."
            raise CurrencyMismatch(message)
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts, zero where there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def _decimal(amount: str | int | Decimal) -> Decimal:
    if isinstance(amount, str):
        if (
            len(amount) > _LONGEST_AMOUNT
            or not amount.isascii()
            or set(amount) - set("0123456789.-")
        ):
            raise InvalidMoney("An amount is written as digits with a point, like 19.99.")
        try:
            return Decimal(amount)
        except InvalidOperation:
            raise InvalidMoney("An amount is written as digits with a point, like 19.99.") from None
    value = Decimal(amount)
    if not value.is_finite():
        raise InvalidMoney("An amount is a finite number.")
    return value
