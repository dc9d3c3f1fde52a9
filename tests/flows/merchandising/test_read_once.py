from shopwright.flows.merchandising.contracts import ImportFormat
from tests.flows.merchandising.reading import csv_of, read_text

HEADER = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price"


def test_a_sku_goes_in_once_whatever_its_case():
    reading = read_text(
        csv_of(HEADER, "a,A,Size,S,X1,9", "a,,,M,X2,9", "b,B,Size,S,x1,9", "b,,,M,X3,9"),
        ImportFormat.SHOPIFY,
    )

    assert reading.told == [(4, "The SKU 'x1' was used before, on line 2.")]
    assert [variant.sku for variant in reading.products[1].variants] == ["X3"]


def test_a_product_whose_skus_are_all_taken_does_not_go_in():
    reading = read_text(csv_of(HEADER, "a,A,Size,S,X1,9", "b,B,Size,S,X1,9"), ImportFormat.SHOPIFY)

    assert reading.product.handle == "a"
    assert reading.problems[0].handle == "b"


def test_variants_without_sku_do_not_stand_in_each_others_way():
    reading = read_text(csv_of(HEADER, "a,A,Size,S,,9", "b,B,Size,S,,9"), ImportFormat.SHOPIFY)

    assert len(reading.products) == 2
