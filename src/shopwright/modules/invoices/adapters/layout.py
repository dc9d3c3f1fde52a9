"""How a document looks: whom it is to, what was bought, what it comes to, and what the law wants to read."""

from collections.abc import Iterator
from datetime import datetime

from fpdf.fonts import FontFace

from shopwright.infra.pdf.contents import About, Attached
from shopwright.infra.pdf.sheet import FAMILY, Sheet
from shopwright.modules.invoices.adapters.words import FREED, Words
from shopwright.modules.invoices.contracts import DocumentKind, Item, Party, Snapshot

_PAGES = "{nb}"  # the machine's sign for the number of pages
_COLUMNS = (8, 84, 13, 24, 17, 24)
_ALIGNED = ("RIGHT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
_SUMS = (128, 42)


def laid_out(snapshot: Snapshot, made_at: datetime, attached: Attached | None = None) -> bytes:
    """The document as PDF/A-3b."""
    words = Words(snapshot.language, snapshot.currency)
    sheet = Sheet(_about(snapshot, words, made_at), attached)
    _heading(sheet, snapshot, words)
    _lines(sheet, snapshot, words)
    sheet.ln(2)
    _table(sheet, list(_sums(snapshot, words)))
    for text in _notices(snapshot, words):
        sheet.ln(2)
        sheet.write_text(text)
    return sheet.bytes_of()


def _about(snapshot: Snapshot, words: Words, made_at: datetime) -> About:
    seller = snapshot.seller
    party, account = seller.party, ""
    if seller.iban:
        named = {"holder": seller.holder, "iban": seller.iban, "bic": seller.bic}
        account = " ".join(words("account", **named).split()).removesuffix(" BIC")
    vat_number = words("vat_number", number=party.vat_number) if party.vat_number else ""
    foot = (
        _joined(_sender(party), seller.contact),
        _joined(seller.register, vat_number),
        account,
    )
    return About(
        title=f"{words(snapshot.kind)} {snapshot.number}",
        author=party.name,
        language=snapshot.language,
        made_at=made_at,
        foot=[line for line in foot if line],
        page=lambda number: words("page", number=str(number), count=_PAGES),
    )


def _heading(sheet: Sheet, snapshot: Snapshot, words: Words) -> None:
    sheet.write_text(snapshot.seller.party.name, size=14, bold=True, height=7)
    sheet.ln(10)
    sheet.write_text(_sender(snapshot.seller.party), size=6.5, height=3.4)
    sheet.ln(1)
    for line in _address(snapshot.buyer, snapshot, words):
        sheet.write_text(line)
    sheet.ln(8)
    sheet.write_text(sheet.about.title, size=14, bold=True, height=8)
    for line in _particulars(snapshot, words):
        sheet.write_text(line)
    sheet.ln(4)


def _particulars(snapshot: Snapshot, words: Words) -> Iterator[str]:
    yield f"{words('date')}: {words.day(snapshot.issued_on)}"
    ordered = f"{words('ordered_on')} {words.day(snapshot.ordered_on)}"
    yield f"{words('order')}: {snapshot.order_number} · {ordered}"
    yield f"{words('delivered_on')}: {words.day(snapshot.delivered_on)}"
    if snapshot.buyer.vat_number:
        yield f"{words('your_vat_number')}: {snapshot.buyer.vat_number}"
    if snapshot.ship_to is not None:
        yield f"{words('ship_to')}: {', '.join(_address(snapshot.ship_to, snapshot, words))}"
    if snapshot.refers_to:
        day = words.day(snapshot.refers_to_date)
        yield words("refers_to", number=snapshot.refers_to, date=day)
    if snapshot.reason:
        yield words(snapshot.reason)


def _lines(sheet: Sheet, snapshot: Snapshot, words: Words) -> None:
    names = ("item", "quantity", "unit_price", "rate", "amount")
    sheet.set_font(FAMILY, "", 8)
    with sheet.table(
        col_widths=_COLUMNS,
        text_align=_ALIGNED,
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD"),
        line_height=4.4,
        padding=(0.8, 1),
    ) as table:
        heading = table.row()
        for name in ("", *map(words, names)):
            heading.cell(name)
        for place, item in enumerate(snapshot.lines, start=1):
            row = table.row()
            for cell in _cells(place, item, words):
                row.cell(sheet.printable(cell))


def _cells(place: int, item: Item, words: Words) -> tuple[str, ...]:
    title = item.title or words("refund")
    if item.sku:
        title = f"{title}\n{item.sku}"
    if item.discount:
        title = f"{title}\n{words('discount')} {words.money(-item.discount)}"
    rates = " + ".join(words.rate(each) for each in item.rates)
    price, amount = words.money(item.unit_price), words.money(item.amount)
    return (str(place), title, str(item.quantity), price, rates, amount)


def _sums(snapshot: Snapshot, words: Words) -> Iterator[tuple[str, str, bool]]:
    """What it comes to, line by line: the name, the amount, and whether it matters most."""
    yield words("subtotal"), words.money(snapshot.subtotal), False
    if snapshot.discount:
        yield words("discount"), words.money(-snapshot.discount), False
    if snapshot.relief:
        yield words("relief"), words.money(-snapshot.relief), False
    if snapshot.shipping or snapshot.shipping_method:
        yield _named(words("shipping"), snapshot), words.money(snapshot.shipping), False
    taxes = [_tax(snapshot, place, words) for place in range(len(snapshot.taxes))]
    if not snapshot.tax_included:
        yield words("net"), words.money(snapshot.net), False
        yield from taxes
    yield words("total"), words.money(snapshot.total), True
    if snapshot.tax_included and taxes:
        yield words("included"), "", False
        yield words("net"), words.money(snapshot.net), False
        yield from taxes


def _named(word: str, snapshot: Snapshot) -> str:
    return f"{word} ({snapshot.shipping_method})" if snapshot.shipping_method else word


def _tax(snapshot: Snapshot, place: int, words: Words) -> tuple[str, str, bool]:
    tax = snapshot.taxes[place]
    rate = "" if "%" in tax.label else words.rate(tax.rate)
    told = words("tax_of", label=tax.label, rate=rate, base=words.money(tax.base))
    return told.replace("  ", " "), words.money(tax.amount), False


def _table(sheet: Sheet, rows: list[tuple[str, str, bool]]) -> None:
    sheet.set_font(FAMILY, "", 9)
    with sheet.table(
        col_widths=_SUMS,
        text_align=("RIGHT", "RIGHT"),
        borders_layout="NONE",
        first_row_as_headings=False,
        line_height=5,
    ) as table:
        for name, amount, is_bold in rows:
            row = table.row(style=FontFace(emphasis="BOLD") if is_bold else None)
            row.cell(sheet.printable(name))
            row.cell(sheet.printable(amount))


def _notices(snapshot: Snapshot, words: Words) -> Iterator[str]:
    treatments = {each.treatment for each in snapshot.taxes}
    yield from (words(each) for each in FREED if each in treatments)
    if snapshot.paid and snapshot.kind == DocumentKind.INVOICE:
        yield words("paid", amount=words.money(snapshot.paid))


def _address(party: Party, snapshot: Snapshot, words: Words) -> list[str]:
    town = " ".join(each for each in (party.postal_code, party.city) if each)
    is_abroad = party.country and party.country != snapshot.seller.party.country
    lines = (
        *(party.company, party.name, party.line1, party.line2),
        *(town, party.region, words.country(party.country) if is_abroad else ""),
    )
    return [line for line in lines if line]


def _sender(party: Party) -> str:
    return _joined(party.name, party.line1, f"{party.postal_code} {party.city}".strip())


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
