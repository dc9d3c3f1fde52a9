import pytest

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportFormat,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.kernel.money import Money
from tests.flows.merchandising.reading import Reading, csv_of, read_text

COLUMNS = (
    "ID", "Type", "SKU", "Name", "Published", "Visibility in catalog", "Short description", "Description",
    "Date sale price ends", "In stock?", "Stock", "Backorders allowed?", "Weight (lbs)", "Sale price",
    "Regular price", "Categories", "Tags", "Images", "Parent", "Position", "External URL",
    "Attribute 1 name", "Attribute 1 value(s)", "Attribute 2 name", "Attribute 2 value(s)", "Meta: _yoast_wpseo_title",
)  # fmt: skip


def _row(**cells: str) -> str:
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    return ",".join(
        '"' + named.get(_key(column), "").replace('"', '""') + '"' for column in COLUMNS
    )


def _key(column: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in column.lower()).split()
    return " ".join(words)


def _read(*rows: str) -> Reading:
    return read_text(csv_of(",".join(COLUMNS), *rows), ImportFormat.WOOCOMMERCE)


def test_a_simple_product_arrives_whole():
    reading = _read(
        _row(
            id="7",
            type="simple",
            sku="BEANIE",
            name="Beanie",
            published="1",
            short_description="Warm.",
            description="Knitted\\nby hand.",
            in_stock="1",
            stock="3",
            backorders_allowed="notify",
            weight_lbs="0.5",
            sale_price="18",
            regular_price="20",
            categories="Clothing > Hats, Sale\\, now",
            tags="wool, red\\, dark",
            images="https://x.example/a.jpg, https://x.example/b.jpg",
            attribute_1_name="Color",
            attribute_1_value_s="Red, Green",
            meta_yoast_wpseo_title="Beanie | Shop",
        )
    )

    assert reading.told == []
    assert reading.product == ProductRecord(
        handle="beanie",
        title="Beanie",
        description="<p>Warm.</p>\n<p>Knitted<br>by hand.</p>",
        status=RecordStatus.PUBLISHED,
        tags=("wool", "red, dark"),
        categories=(("Clothing", "Hats"), ("Sale, now",)),
        images=(ImageRecord("https://x.example/a.jpg"), ImageRecord("https://x.example/b.jpg")),
        seo_title="Beanie | Shop",
        attributes=(("Color", "Red, Green"),),
        line=2,
        variants=(
            VariantRecord(
                sku="BEANIE",
                prices=(PriceRecord(Money(1800, "EUR"), Money(2000, "EUR")),),
                stock=3,
                backorder=True,
                weight_grams=227,
                line=2,
            ),
        ),
    )


def _variable(**cells: str) -> str:
    return _row(
        type="variable",
        name="Tee",
        attribute_1_name="Color",
        attribute_1_value_s="Blue, Red",
        attribute_2_name="Size",
        attribute_2_value_s="L, S",
        **cells,
    )


def _variation(parent: str, sku: str, color: str, size: str = "", **cells: str) -> str:
    return _row(
        type="variation",
        name=f"Tee - {color}",
        parent=parent,
        sku=sku,
        attribute_1_name="Color",
        attribute_1_value_s=color,
        attribute_2_name="Size",
        attribute_2_value_s=size,
        **({"regular_price": "25"} | cells),
    )


def test_variations_find_their_parent_before_and_after_it_by_sku_and_by_id():
    reading = _read(
        _variation("tee", "T-B", "Blue", "S", position="2"),
        _row(type="simple", name="Cup", regular_price="5"),
        _variable(id="41", sku="TEE"),
        _variation("id:41", "T-R", "Red", "S", position="1", images="https://x.example/r.jpg"),
    )

    assert reading.told == []
    tee = reading.products[1]
    assert (tee.handle, tee.line, tee.options, tee.attributes) == ("tee", 4, ("Color", "Size"), ())
    assert [(v.sku, v.option_values, v.line) for v in tee.variants] == [
        ("T-R", ("Red", "S"), 5),
        ("T-B", ("Blue", "S"), 2),
    ]
    assert tee.variants[0].image_url == "https://x.example/r.jpg"
    assert tee.images == (ImageRecord("https://x.example/r.jpg"),)


def test_an_attribute_that_no_variation_uses_is_no_option():
    reading = _read(
        _variable(sku="TEE"), _variation("TEE", "T-B", "Blue"), _variation("TEE", "T-R", "Red")
    )

    assert reading.product.options == ("Color",)
    assert reading.product.attributes == (("Size", "L, S"),)


def test_a_variation_for_any_size_says_so():
    reading = _read(
        _variable(sku="TEE"), _variation("TEE", "T-B", "Blue"), _variation("TEE", "T-R", "Red", "S")
    )

    assert [variant.option_values for variant in reading.product.variants] == [
        ("Blue", "Any"),
        ("Red", "S"),
    ]


def test_a_variation_inherits_the_weight_of_its_parent():
    reading = _read(_variable(sku="TEE", weight_lbs="1"), _variation("TEE", "T-B", "Blue"))

    assert reading.product.variants[0].weight_grams == 454


def test_orphans_and_childless_parents_are_told():
    reading = _read(
        _variable(sku="TEE"),
        _variation("id:99", "T-B", "Blue"),
        _variation("", "T-R", "Red"),
        _row(type="simple", name="Cup", sku="CUP", regular_price="5"),
        _variation("CUP", "T-G", "Green"),
    )

    assert reading.product.handle == "cup"
    assert reading.told == [
        (4, "The variation does not name its parent."),
        (2, "The variable product has no variations in this file."),
        (3, "The parent 'id:99' is not a variable product of this file."),
        (6, "The parent 'cup' is not a variable product of this file."),
    ]


def test_a_variation_switched_off_is_left_out_and_noted():
    reading = _read(
        _variable(sku="TEE"),
        _variation("TEE", "T-B", "Blue"),
        _variation("TEE", "T-R", "Red", published="0"),
    )

    assert [variant.sku for variant in reading.product.variants] == ["T-B"]
    assert [notice.line for notice in reading.notices] == [4]


def test_digital_things_are_not_shipped():
    reading = _read(_row(type="simple, downloadable, virtual", name="Album", regular_price="15"))

    assert reading.product.variants[0].requires_shipping is False


def test_what_is_sold_elsewhere_becomes_a_draft_and_a_group_is_told():
    reading = _read(
        _row(type="external", name="Print", regular_price="9", external_url="https://x.example/p"),
        _row(type="grouped", name="Set"),
        _row(type="hologram", name="Ghost", regular_price="9"),
    )

    assert reading.product.status is RecordStatus.DRAFT
    assert reading.product.attributes == (("External URL", "https://x.example/p"),)
    assert reading.told == [
        (3, "A grouped product has nothing of its own to sell; its members are imported."),
        (4, "The type 'hologram' is not one known here."),
    ]


@pytest.mark.parametrize(
    ("in_stock", "stock", "expected"),
    [
        ("1", "", (None, False)),
        ("0", "", (0, True)),
        ("1", "5", (5, True)),
        ("0", "0", (0, True)),
        ("backorder", "", (None, False)),
    ],
)
def test_stock_is_counted_where_a_number_is_given(
    in_stock: str, stock: str, expected: tuple[int | None, bool]
):
    reading = _read(
        _row(type="simple", name="Cup", regular_price="5", in_stock=in_stock, stock=stock)
    )

    variant = reading.product.variants[0]
    assert (variant.stock, variant.track_stock) == expected


def test_a_sale_for_certain_days_is_not_taken_over():
    reading = _read(
        _row(
            type="simple",
            name="Cup",
            regular_price="5",
            sale_price="4",
            date_sale_price_ends="2020-01-01",
        )
    )

    assert reading.product.variants[0].prices == (PriceRecord(Money(500, "EUR")),)
    assert len(reading.notices) == 1


def test_two_products_of_one_name_get_two_addresses():
    reading = _read(
        _row(type="simple", name="Cup", sku="C1", regular_price="5"),
        _row(type="simple", name="Cup", sku="C2", regular_price="6"),
        _row(type="simple", name="Cup", sku="C2", regular_price="6"),
    )

    assert [product.handle for product in reading.products] == ["cup", "cup-c2"]
    assert reading.told == [(4, "The product stands there already on line 3.")]


def test_a_name_in_another_script_is_addressed_by_its_sku():
    reading = _read(_row(type="simple", name="\u8336\u5668", sku="T-9", regular_price="5"))

    assert reading.product.handle == "product-t-9"
    assert reading.product.title == "\u8336\u5668"


@pytest.mark.parametrize(
    ("published", "visibility", "expected"),
    [
        ("1", "visible", RecordStatus.PUBLISHED),
        ("0", "visible", RecordStatus.DRAFT),
        ("-1", "visible", RecordStatus.DRAFT),
        ("1", "hidden", RecordStatus.DRAFT),
    ],
)
def test_what_is_not_shown_is_a_draft(published: str, visibility: str, expected: RecordStatus):
    reading = _read(
        _row(
            type="simple",
            name="Cup",
            regular_price="5",
            published=published,
            visibility_in_catalog=visibility,
        )
    )

    assert reading.product.status is expected


def test_a_bad_price_is_told_and_the_next_row_goes_in():
    reading = _read(
        _row(type="simple", name="Pot", regular_price="12,50"),
        _row(type="simple", name="Pan"),
        _row(type="simple", name="Cup", regular_price="5"),
    )

    assert reading.told == [
        (2, "The price '12,50' has a decimal comma: write a point, like 12.50."),
        (3, "The product has no price."),
    ]
    assert reading.product.handle == "cup"


def test_a_rest_of_a_broken_position_or_attribute_number_does_no_harm():
    text = csv_of(
        "Type,Name,Regular price,Position,Attribute 999 name,Attribute 999 value(s)",
        "simple,Cup,5,9e9,A,B",
    )

    assert read_text(text, ImportFormat.WOOCOMMERCE).product.attributes == (("A", "B"),)


def test_what_the_exporter_adds_is_taken_away_again():
    reading = _read(
        _row(
            type="simple",
            name="Salt &amp; Pepper",
            sku="'-SP",
            regular_price="5",
            categories="Food &amp; Drink > Spices",
            tags="R&amp;B",
            description="'=no formula",
        )
    )

    product = reading.product
    assert (product.title, product.handle) == ("Salt & Pepper", "salt-pepper")
    assert product.categories == (("Food & Drink", "Spices"),)
    assert product.tags == ("R&B",)
    assert product.variants[0].sku == "-SP"
    assert product.description == "<p>=no formula</p>"


def test_a_parent_that_counts_the_stock_of_all_is_noted():
    reading = _read(_variable(sku="TEE"), _variation("TEE", "T-B", "Blue", stock="parent"))

    variant = reading.product.variants[0]
    assert (variant.stock, variant.track_stock) == (None, True)
    assert reading.notices[0].text == (
        "The parent counts the stock of all its variations: set it for each one."
    )


def test_a_sale_price_above_the_regular_one_is_no_sale():
    reading = _read(_row(type="simple", name="Cup", regular_price="5", sale_price="6"))

    assert reading.product.variants[0].prices == (PriceRecord(Money(500, "EUR")),)


def test_a_bad_variation_is_told_and_leaves_the_product_partial():
    reading = _read(
        _variable(sku="TEE"),
        _variation("TEE", "T-B", "Blue"),
        _variation("TEE", "T-R", "Red", regular_price="x"),
    )

    assert reading.told == [(4, "The price 'x' is not a plain number like 19.99.")]
    assert [variant.sku for variant in reading.product.variants] == ["T-B"]
    assert reading.product.is_partial


def test_a_bad_parent_keeps_its_variations_out():
    reading = _read(_variable(sku="TEE", published="perhaps"), _variation("TEE", "T-B", "Blue"))

    assert reading.products == []
    assert reading.told == [(2, "'perhaps' is neither true nor false.")]


def test_a_product_whose_variations_are_all_switched_off_is_told():
    reading = _read(_variable(sku="TEE"), _variation("TEE", "T-B", "Blue", published="0"))

    assert reading.told == [(2, "The product has no variant that can be sold.")]


def test_more_variations_than_a_product_can_have_are_told():
    rows = (_variation("TEE", f"T-{n}", f"Blue {n}") for n in range(2002))

    reading = _read(_variable(sku="TEE"), *rows)

    assert len(reading.product.variants) == 2000
    assert [problem.line for problem in reading.problems] == [2003, 2004]


def test_more_options_than_a_product_can_have_are_told():
    header = "Type,SKU,Name,Parent,Regular price," + ",".join(
        f"Attribute {n} name,Attribute {n} value(s)" for n in range(1, 8)
    )
    values = ",".join(f"Option {n},Value" for n in range(1, 8))

    reading = read_text(
        csv_of(header, f"variable,TEE,Tee,,,{values}", f"variation,T-1,Tee,TEE,5,{values}"),
        ImportFormat.WOOCOMMERCE,
    )

    assert reading.told == [(2, "The product has 7 options; 6 are accepted.")]


def test_a_broken_row_is_told_and_the_next_goes_in():
    text = csv_of("Type,Name,Regular price", "simple,Pot,5,what,is,this", "simple,Cup,5")

    reading = read_text(text, ImportFormat.WOOCOMMERCE)

    assert [problem.line for problem in reading.problems] == [2]
    assert reading.product.handle == "cup"
