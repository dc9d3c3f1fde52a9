"""Factur-X: what machines read in the PDF is what it says, by the schema of EN 16931."""

import io
from dataclasses import replace
from decimal import Decimal

import facturx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from shopwright.modules.invoices.adapters.facturx import FacturX, can_say
from shopwright.modules.invoices.contracts import Snapshot, TaxShare
from tests.support.invoicing import printed, sample


def read_back(snapshot: Snapshot) -> etree._Element:
    name, xml = facturx.get_xml_from_pdf(printed(snapshot, FacturX()))
    assert name == "factur-x.xml"
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    return etree.fromstring(xml)


def found(root: etree._Element, name: str) -> list[str]:
    return [str(each.text) for each in root.iter("{*}" + name)]


def test_the_pdf_holds_what_it_says() -> None:
    root = read_back(sample())

    assert found(root, "GrandTotalAmount") == ["28.80"]
    assert found(root, "TaxTotalAmount") == ["4.60"]
    assert found(root, "TaxBasisTotalAmount") == ["24.20"]
    assert found(root, "DuePayableAmount") == ["0.00"]
    assert found(root, "LineTotalAmount") == ["20.00", "4.20", "24.20"]
    assert found(root, "TypeCode")[0] == "380"


def test_a_credit_note_is_of_its_own_type_and_names_its_invoice() -> None:
    note = sample(kind="credit_note", refers_to="2026-00001", refers_to_date="2026-11-02")

    root = read_back(note)

    assert found(root, "TypeCode")[0] == "381"
    assert "2026-00001" in found(root, "IssuerAssignedID")


@pytest.mark.parametrize(
    ("treatment", "category", "reason"),
    [
        ("reverse_charge", "AE", ["VATEX-EU-AE"]),
        ("export", "G", ["VATEX-EU-G"]),
        ("exempt", "E", []),
    ],
)
def test_why_there_is_no_tax_is_told_by_its_code(
    treatment: str, category: str, reason: list[str]
) -> None:
    tax = TaxShare("VAT", "0", treatment, 2000, 0)
    line = replace(sample().lines[0], rates=("0",), treatment=treatment, amount=2000)
    plain = {"shipping": 0, "shipping_net": 0, "shipping_taxes": ()}
    snapshot = sample(taxes=(tax,), lines=(line,), net=2000, tax=0, total=2000, paid=2000, **plain)

    root = read_back(snapshot)

    assert set(found(root, "CategoryCode")) == {category}
    assert found(root, "ExemptionReasonCode") == reason


def test_the_pdf_stays_pdf_a_and_the_same_bytes() -> None:
    content = printed(sample(), FacturX())

    told = PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in told
    assert b"<pdfaid:part>3</pdfaid:part>" in told
    assert content == printed(sample(), FacturX())


def test_what_the_form_can_not_say_is_printed_without_it() -> None:
    """Several taxes of one amount, no tax at all, thousandths of a dinar."""
    county = TaxShare("County", "0.02", "standard", 2420, 48)
    cases = [
        sample(taxes=(*sample().taxes, county)),
        sample(taxes=()),
        sample(currency="KWD"),
    ]

    assert [can_say(each) for each in cases] == [False, False, False]
    assert [FacturX().enclose(each) for each in cases] == [None, None, None]


@given(minor=st.integers(0, 10**13))
def test_no_cent_is_lost_between_whole_numbers_and_what_is_written(minor: int) -> None:
    """Two decimals of a float below 2**53 hundredths are those that it was made of."""
    told = f"{float(Decimal(minor).scaleb(-2)):.2f}"

    assert Decimal(told).scaleb(2) == minor
