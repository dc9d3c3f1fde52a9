import pytest

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportFormat,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.shopify import MOST_ROWS
from shopwright.kernel.money import Money
from tests.flows.merchandising.reading import Reading, csv_of, read_text

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,"
    "Variant Requires Shipping,Variant Barcode,Image Src,Image Position,Image Alt Text,SEO Title,"
    "SEO Description,Variant Image,Status,Google Shopping / MPN,Fabric (product.metafields.x.fabric)"
)


def _read(text: str) -> Reading:
    return read_text(text, ImportFormat.SHOPIFY)


def _small(*rows: str) -> Reading:
    return _read(csv_of("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price", *rows))


def test_a_product_arrives_whole():
    reading = _read(
        csv_of(
            HEADER,
            'linen-shirt,Linen Shirt,<p>Cool.</p>,Kelm,Apparel > Shirts,Shirt,"linen, summer,linen",'
            "TRUE,Size,S,Colour,Sand,LS-S,220,shopify,4,continue,49.00,59.00,true,'400638,"
            "https://x.example/2.jpg,2,Back,Linen | Kelm,A shirt.,https://x.example/s.jpg,active,M1,Linen",
            "linen-shirt,,,,,,,,,M,,Sand,LS-M,230,shopify,0,deny,49.00,,true,,"
            "https://x.example/1.jpg,1,Front,,,,,,",
        )
    )

    assert reading.told == []
    assert reading.product == ProductRecord(
        handle="linen-shirt",
        title="Linen Shirt",
        description="<p>Cool.</p>",
        brand="Kelm",
        product_type="Shirt",
        status=RecordStatus.PUBLISHED,
        tags=("linen", "summer"),
        categories=(("Apparel", "Shirts"),),
        options=("Size", "Colour"),
        images=(
            ImageRecord("https://x.example/1.jpg", "Front"),
            ImageRecord("https://x.example/2.jpg", "Back"),
            ImageRecord("https://x.example/s.jpg"),
        ),
        seo_title="Linen | Kelm",
        seo_description="A shirt.",
        attributes=(("MPN", "M1"), ("Fabric", "Linen")),
        line=2,
        variants=(
            VariantRecord(
                sku="LS-S",
                option_values=("S", "Sand"),
                prices=(PriceRecord(Money(4900, "EUR"), Money(5900, "EUR")),),
                stock=4,
                backorder=True,
                barcode="400638",
                weight_grams=220,
                image_url="https://x.example/s.jpg",
                line=2,
            ),
            VariantRecord(
                sku="LS-M",
                option_values=("M", "Sand"),
                prices=(PriceRecord(Money(4900, "EUR")),),
                stock=0,
                weight_grams=230,
                line=3,
            ),
        ),
    )


def test_default_title_means_that_there_are_no_options():
    product = _small("mug,Mug,Title,Default Title,M1,9").product

    assert product.options == ()
    assert product.variants[0].option_values == ()


def test_title_with_other_values_is_an_option():
    product = _small("book,Book,Title,Hardback,B1,9", "book,,,Paperback,B2,7").product

    assert product.options == ("Title",)


def test_without_a_tracker_stock_is_not_counted():
    reading = _read(
        csv_of(
            "Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty", "a,A,1,,7"
        )
    )

    variant = reading.product.variants[0]
    assert (variant.track_stock, variant.stock) == (False, 7)


def test_a_row_with_a_picture_only_is_no_variant():
    reading = _read(
        csv_of(
            "Handle,Title,Variant Price,Image Src",
            "a,A,1,https://x.example/1.jpg",
            "a,,,https://x.example/2.jpg",
        )
    )

    assert len(reading.product.variants) == 1
    assert [image.url[-5:] for image in reading.product.images] == ["1.jpg", "2.jpg"]


def test_a_bad_variant_is_told_and_the_others_go_in():
    reading = _small(
        "mug,Mug,Size,S,M1,9", 'mug,,,M,M2,"1,299.00"', "mug,,,,M3,9", "mug,,,s,M4,9", "mug,,,L,M5,"
    )

    assert reading.told == [
        (
            3,
            (
                "The price '1,299.00' has a separator of thousands: write the digits with a point only, "
                "like 1299.00."
            ),
        ),
        (4, "The variant has no value for the option 'Size'."),
        (5, "The variant (s) stands there already on line 2."),
        (6, "The variant has no price."),
    ]
    assert [variant.sku for variant in reading.product.variants] == ["M1"]


def test_a_product_without_a_good_variant_does_not_go_in_and_the_next_does():
    reading = _small("mug,Mug,Title,Default Title,M1,", "cup,Cup,Title,Default Title,C1,5")

    assert reading.told == [(2, "The variant has no price.")]
    assert reading.product.handle == "cup"


def test_a_handle_that_comes_back_later_is_told():
    reading = _small(
        "mug,Mug,Size,S,M1,9", "cup,Cup,Title,Default Title,C1,5", "Mug,Mug,Size,L,M2,9"
    )

    assert [product.handle for product in reading.products] == ["mug", "cup"]
    assert reading.told == [
        (
            4,
            "The handle 'mug' was used before, on line 2: all rows of a product stand together.",
        ),
    ]


def test_rows_without_title_or_handle_are_told():
    reading = _small("mug,,Size,S,M1,9", ",,Size,S,M1,9", "cup,Cup,Title,Default Title,C1,5")

    assert reading.told == [
        (3, "The row has no handle, so nobody knows which product it belongs to."),
        (
            2,
            "None of these rows has a title: the rows of a product stand together, the title in the first.",
        ),
    ]
    assert reading.product.handle == "cup"


def test_a_handle_is_made_of_the_title_where_there_is_none():
    assert _small(",Caf\u00e9 Cup,Title,Default Title,C1,5").product.handle == "cafe-cup"


@pytest.mark.parametrize(
    ("status", "published", "expected"),
    [
        ("active", "true", RecordStatus.PUBLISHED),
        ("active", "false", RecordStatus.DRAFT),
        ("draft", "true", RecordStatus.DRAFT),
        ("archived", "false", RecordStatus.ARCHIVED),
        ("", "", RecordStatus.PUBLISHED),
    ],
)
def test_a_status_is_that_of_both_columns(status: str, published: str, expected: RecordStatus):
    reading = _read(
        csv_of("Handle,Title,Variant Price,Status,Published", f"a,A,1,{status},{published}")
    )

    assert reading.product.status is expected


def test_a_status_nobody_knows_keeps_the_product_out():
    reading = _read(csv_of("Handle,Title,Variant Price,Status", "a,A,1,sleeping"))

    assert reading.products == []
    assert reading.told == [(2, "The status 'sleeping' is not one of active, draft, archived.")]


def test_a_picture_without_a_good_address_is_noted_and_keeps_nothing_out():
    reading = _read(csv_of("Handle,Title,Variant Price,Image Src", "a,A,1,javascript:alert(1)"))

    assert reading.product.images == ()
    assert [notice.line for notice in reading.notices] == [2]


def test_columns_nobody_reads_are_told_once():
    reading = _read(
        csv_of("Handle,Title,Variant Price,Mood,Cost per item,Zodiac", "a,A,1,x,1,y", "b,B,1,x,1,y")
    )

    assert [notice.text for notice in reading.notices] == [
        "Columns that are not read: 'Mood', 'Zodiac'."
    ]
    assert len(reading.products) == 2


def test_a_missing_column_is_told_and_nothing_read():
    reading = _read(csv_of("Handle,Title", "a,A"))

    assert reading.products == []
    assert reading.told == [
        (1, "The header lacks 'Variant Price'; without that no row can be read.")
    ]


def test_the_newer_names_of_columns_are_read():
    reading = _read(
        csv_of(
            "Title,URL handle,Description,Vendor,Status,SKU,Price,Compare-at price,Inventory quantity,"
            "Inventory tracker,Continue selling when out of stock,Weight value (grams),Product image URL",
            "Cup,cup,Good.,Kelm,Active,C1,5.00,6.00,3,shopify,CONTINUE,120,https://x.example/c.jpg",
        )
    )

    product = reading.product
    assert (product.handle, product.brand, product.description) == ("cup", "Kelm", "Good.")
    assert product.variants == (
        VariantRecord(
            sku="C1",
            prices=(PriceRecord(Money(500, "EUR"), Money(600, "EUR")),),
            stock=3,
            backorder=True,
            weight_grams=120,
            line=2,
        ),
    )


def test_negative_stock_is_told():
    reading = _read(
        csv_of("Handle,Title,Variant Price,Variant Inventory Qty", "a,A,1,-3", "b,B,1,3")
    )

    assert reading.told == [(2, "The stock '-3' is negative.")]
    assert reading.product.handle == "b"


def test_one_handle_can_not_fill_the_memory():
    rows = (f"mug,Mug,Size,{number},,9" for number in range(MOST_ROWS + 3))

    reading = _small(*rows)

    assert len(reading.product.variants) == 2000
    assert len(reading.problems) == MOST_ROWS + 3 - 2000


def test_a_title_with_a_nul_byte_is_told():
    reading = _small("mug,Mu\0g,Title,Default Title,M1,5", "cup,Cup,Title,Default Title,C1,5")

    assert reading.told == [(2, "The text can't be stored: control characters are not accepted.")]
    assert reading.product.handle == "cup"


def test_a_collection_becomes_a_category_and_a_number_of_googles_does_not():
    header = "Handle,Title,Variant Price,Collection,Google Shopping / Google Product Category"

    reading = _read(csv_of(header, "a,A,1,Summer,1604"))

    assert reading.product.categories == (("Summer",),)


def test_a_category_of_too_many_levels_is_told():
    path = " > ".join(f"Level {n}" for n in range(11))

    reading = _read(csv_of("Handle,Title,Variant Price,Product Category", f"a,A,1,{path}"))

    assert reading.told == [(2, "A category has 11 levels; 10 are accepted.")]


def test_a_bad_alternative_text_costs_the_text_and_not_the_picture():
    text = csv_of("Handle,Title,Variant Price,Image Src,Image Alt Text", "a,A,1,/a.jpg,x\0y")

    assert _read(text).product.images == (ImageRecord("/a.jpg"),)


def test_more_pictures_than_a_product_can_have_are_noted():
    rows = (f"a,A,1,/{n}.jpg" if n == 0 else f"a,,,/{n}.jpg" for n in range(252))

    reading = _read(csv_of("Handle,Title,Variant Price,Image Src", *rows))

    assert len(reading.product.images) == 250
    assert [notice.line for notice in reading.notices] == [252, 253]


def test_a_column_that_stands_there_twice_is_told():
    reading = _read(csv_of("Handle,Title,Variant Price,Price", "a,A,1,2"))

    assert reading.notices[0].text == "Columns that stand there twice, the first is read: 'Price'."
    assert reading.product.variants[0].prices == (PriceRecord(Money(100, "EUR")),)


def test_a_header_that_can_not_be_read_is_told():
    reading = _read('"' + "x" * (2 << 20) + '",b\n1,2\n')

    assert reading.told == [(1, "The file has no header row that can be read.")]
