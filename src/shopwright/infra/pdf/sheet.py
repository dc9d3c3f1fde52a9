"""A document on A4: letters that there are, a head and a foot on every page, a file within; the same bytes each time."""

from html import escape
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import DocumentCompliance
from typing_extensions import override

from shopwright.infra.pdf.contents import About, Attached

FAMILY = "DejaVu"
_FONTS = Path(__file__).parent / "fonts"
_MISSING = "\N{REPLACEMENT CHARACTER}"
_UNSEEN = frozenset("\n\t\r")
_PRODUCER = "Shopwright"
_SIDE, _TOP, _BOTTOM = 20, 18, 30


class Sheet(FPDF):
    """PDF/A-3b. Characters that the fonts lack are replaced, so that any text can be printed."""

    def __init__(self, about: About, attached: Attached | None = None) -> None:
        super().__init__(format="A4", enforce_compliance=DocumentCompliance.PDFA_3B)
        self.about = about
        self.add_font(FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self._letters = frozenset(self.fonts[FAMILY.lower()].cmap)  # type: ignore[union-attr]
        self.set_margins(_SIDE, _TOP)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        self.set_creation_date(about.made_at)
        self.set_title(about.title)
        self.set_author(about.author)
        self.set_producer(_PRODUCER)
        self.set_creator(_PRODUCER)
        self.set_lang(about.language)
        self.set_xmp_metadata(_metadata(about, attached))
        if attached is not None:
            self._attach(attached)
        self.add_page()

    @override
    def header(self) -> None:
        """Which document it is, on every page after the first."""
        if self.page_no() > 1:
            self.write_text(self.about.title, size=8, bold=True)
            self.ln(4)

    @override
    def footer(self) -> None:
        self.set_y(-_BOTTOM + 6)
        for line in self.about.foot:
            self.write_text(line, size=7, align="C", height=3.4)
        self.write_text(self.about.page(self.page_no()), size=7, align="R", height=3.4)

    def write_text(
        self,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        align: str = "L",
        height: float = 4.4,
    ) -> None:
        """A paragraph as wide as the page; long lines wrap."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(0, height, self.printable(text), align=align, new_x="LMARGIN", new_y="NEXT")

    def printable(self, text: str) -> str:
        """The text with what the fonts have no letter for replaced."""
        return "".join(
            each if ord(each) in self._letters or each in _UNSEEN else _MISSING for each in text
        )

    def bytes_of(self) -> bytes:
        return bytes(self.output())

    def _attach(self, attached: Attached) -> None:
        self.embed_file(
            bytes=attached.content,
            basename=attached.name,
            mime_type="text/xml",
            associated_file_relationship="Alternative",
            modification_date=self.about.made_at,
            creation_date=self.about.made_at,
            desc=attached.told,
            compress=True,
        )


def _metadata(about: About, attached: Attached | None) -> str:
    """XMP that says the same as the document's own fields, as PDF/A wants it (ISO 19005-3, 6.6)."""
    made = about.made_at.isoformat(timespec="seconds")
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(about.title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(about.author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{escape(about.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool><pdf:Producer>{_PRODUCER}</pdf:Producer>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description>
{attached.metadata if attached else ""}</rdf:RDF>
</x:xmpmeta>"""
