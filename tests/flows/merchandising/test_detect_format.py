import pytest

from shopwright.flows.merchandising.contracts import ImportFormat
from shopwright.flows.merchandising.errors import UnknownFormat
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.source import source_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"handle":"a"}\n', ImportFormat.JSONL),
        ('\n  {"handle":', ImportFormat.JSONL),
        ("Handle,Title,Body (HTML),Variant Price\n", ImportFormat.SHOPIFY),
        ("Title,URL handle,Description,SKU,Price,Option1 name\n", ImportFormat.SHOPIFY),
        ("Handle;Title;Variant Price\n", ImportFormat.SHOPIFY),
        ("ID,Type,SKU,Name,Published,Regular price\n", ImportFormat.WOOCOMMERCE),
        ("slug,sku,name,price,currency\n", ImportFormat.SPREE),
        ("\ufeffslug,sku,name,price\n", ImportFormat.SPREE),
    ],
)
def test_a_format_is_known_by_its_content(text: str, expected: ImportFormat):
    assert detect(source_of(text, name="export.txt")) is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"handle":"a"}]', "one JSON array; write each product as an object on its own line"),
        ("<?xml version='1.0'?>", "XML or HTML"),
        ("\n \n", "no row that can be read"),
        ("ID,Typ,Artikelnummer,Name,Ver\u00f6ffentlicht,Regul\u00e4rer Preis\n", "set to English"),
        ("ID,Type,UGS,Nom,Publi\u00e9\n", "set to English"),
        (
            "name,cost,colour\n1,2,3\n",
            "begins with the columns 'name', 'cost', 'colour'. Known are",
        ),
        (",".join(f"c{n}" for n in range(20)), "'c7' and 12 more"),
    ],
)
def test_a_format_nobody_knows_is_refused_by_what_was_seen(text: str, words: str):
    with pytest.raises(UnknownFormat) as caught:
        detect(source_of(text, name="export.csv"))

    assert caught.value.detail.startswith("export.csv ")
    assert words in caught.value.detail
