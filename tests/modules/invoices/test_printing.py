"""Documents on paper: PDF/A-3b, the same bytes each time, whatever somebody is called or ordered."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from shopwright.modules.invoices.contracts import Item
from tests.support.invoicing import printed, sample


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_it_says_what_was_bought_for_how_much_in_german() -> None:
    text = text_of(printed(sample()))

    for said in (
        "Rechnung 2026-00001",
        "Robin Example",
        "Frankreich",
        "2. November 2026",
        "1001",
        "11,90 €",
        "Gesamtbetrag",
        "28,80 €",
        "24,20",
        "4,60",
        "USt-IdNr. DE136695976",
        "HRB 12345, Berlin",
        "Seite 1 von 1",
    ):
        assert said in text


def test_it_says_it_in_english() -> None:
    text = text_of(printed(sample(language="en")))

    assert "Invoice 2026-00001" in text
    assert "November 2, 2026" in text
    assert "€28.80" in text
    assert "Page 1 of 1" in text


def test_the_same_document_is_the_same_bytes() -> None:
    assert printed(sample()) == printed(sample())


def test_it_is_a_pdf_a_3b_with_all_its_fonts() -> None:
    reader = PdfReader(io.BytesIO(printed(sample())))

    catalog = reader.trailer["/Root"]
    told = catalog["/Metadata"].get_object().get_data().decode()
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in told
    assert catalog["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert '<rdf:li xml:lang="x-default">Rechnung 2026-00001</rdf:li>' in told
    assert "<rdf:li>Kiln &amp; House GmbH</rdf:li>" in told
    for font in fonts:
        [inner] = font.get_object()["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"]


def test_a_hundred_lines_go_over_pages_that_each_say_what_they_are() -> None:
    line = sample().lines[0]
    lines = tuple(replace(line, sku=f"CUP-{place}") for place in range(1, 101))

    pages = PdfReader(io.BytesIO(printed(sample(lines=lines)))).pages

    texts = [page.extract_text() for page in pages]
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert "Rechnung 2026-00001" in text
        assert f"Seite {number} von {len(texts)}" in text
        assert "HRB 12345" in text
    assert "CUP-100" in texts[-1]


@pytest.mark.parametrize(
    "title",
    [
        "漢字かな交じり文",
        "🎉 Party 👩‍👩‍👧",
        "שלום עולם",
        "مرحبا بالعالم",
        "\N{RIGHT-TO-LEFT OVERRIDE}txet",
        "word" * 120,
        "**bold** __no__ {nb}",
        "<b>&amp;",
        "",
    ],
)
def test_any_text_can_be_printed(title: str) -> None:
    item = Item(title, title[:60], 1, 2880, 0, 2880, 2420, ("0.19",), "standard")
    buyer = replace(sample().buyer, name=title or "x", city=title[:40])

    text = text_of(printed(sample(lines=(item,), buyer=buyer)))

    assert "28,80" in text


@pytest.mark.parametrize(
    ("currency", "shown"), [("JPY", "2.880"), ("KWD", "2,880"), ("USD", "28,80 $")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, shown: str) -> None:
    assert shown in text_of(printed(sample(currency=currency)))


@pytest.mark.parametrize(
    ("treatment", "notice"),
    [
        ("reverse_charge", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("export", "Steuerfreie Ausfuhrlieferung"),
        ("exempt", "Steuerfrei"),
    ],
)
def test_it_says_why_there_is_no_tax(treatment: str, notice: str) -> None:
    tax = replace(sample().taxes[0], rate="0", treatment=treatment, base=2880, amount=0)

    text = text_of(printed(sample(taxes=(tax,), net=2880, tax=0)))

    assert notice in text


def test_a_credit_note_names_its_invoice() -> None:
    note = sample(
        kind="credit_note",
        number="C2026-00001",
        refers_to="2026-00001",
        refers_to_date="2026-11-02",
        reason="cancelled",
    )

    text = " ".join(text_of(printed(note)).split())

    assert "Rechnungskorrektur C2026-00001" in text
    assert "mindert die Rechnung 2026-00001 vom 2. November 2026" in text
    assert "storniert" in text
