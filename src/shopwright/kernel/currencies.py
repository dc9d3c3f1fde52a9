"""Currencies in use, and how many decimals each has (ISO 4217)."""

from shopwright.kernel.errors import InvalidMoney

# Active codes of ISO 4217 with two decimals, then those with another number of them.
_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_OTHERS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: dict[str, int] = dict.fromkeys(_TWO.split(), 2) | {
    code: exponent for exponent, codes in _OTHERS.items() for code in codes.split()
}


def exponent_of(currency: str) -> int:
    """The number of decimals of a currency, by its ISO 4217 code in capitals.

    Raises:
        InvalidMoney: the code is not one of an active currency.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        message = f"{currency!r} is not the code of an active currency."
        raise InvalidMoney(message) from None
