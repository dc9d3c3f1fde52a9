from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportFormat,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.spree import MOST_ROWS
from shopwright.kernel.money import Money
from tests.flows.merchandising.reading import Reading, csv_of, read_text

HEADER = (
    "slug,sku,name,price,compare_at_price,currency,status,description,meta_title,meta_description,tags,"
    "product_type,category1,category2,option1_name,option1_value,image1_src,weight,weight_unit,"
    "inventory_count,inventory_backorderable,track_inventory,custom_field.custom.room_coverage"
)


def _read(*rows: str) -> Reading:
    return read_text(csv_of(HEADER, *rows), ImportFormat.SPREE)


def test_master_variants_and_currencies_become_one_product():
    reading = _read(
        'fan,FAN,Fan,0,0,USD,active,Quiet.,Fan | X,A fan.,"air, fan",Air,Air -> Fans,Sale,,,'
        "https://x.example/f.webp,,lb,,FALSE,,25m2",
        "fan,FAN-W,,89.99,99.99,USD,,,,,,,,,Color,White,https://x.example/w.webp,7.7,lb,50,TRUE,TRUE,",
        "fan,FAN-B,,89.99,0,USD,,,,,,,,,Color,Black,,7.7,lb,0,FALSE,TRUE,",
        "kettle,KETTLE,Kettle,44.99,,USD,draft,,,,,,,,,,,2,kg,5,,,",
        "fan,FAN-B,,84.99,94.99,EUR,,,,,,,,,,,,,,,FALSE,,",
    )

    assert reading.told == []
    assert reading.products[0] == ProductRecord(
        handle="fan",
        title="Fan",
        description="Quiet.",
        product_type="Air",
        tags=("air", "fan"),
        categories=(("Air", "Fans"), ("Sale",)),
        options=("Color",),
        images=(ImageRecord("https://x.example/f.webp"), ImageRecord("https://x.example/w.webp")),
        seo_title="Fan | X",
        seo_description="A fan.",
        attributes=(("Room coverage", "25m2"),),
        line=2,
        variants=(
            VariantRecord(
                sku="FAN-W",
                option_values=("White",),
                prices=(PriceRecord(Money(8999, "USD"), Money(9999, "USD")),),
                stock=50,
                backorder=True,
                weight_grams=3493,
                image_url="https://x.example/w.webp",
                line=3,
            ),
            VariantRecord(
                sku="FAN-B",
                option_values=("Black",),
                prices=(
                    PriceRecord(Money(8999, "USD")),
                    PriceRecord(Money(8499, "EUR"), Money(9499, "EUR")),
                ),
                stock=0,
                weight_grams=3493,
                line=4,
            ),
        ),
    )
    kettle = reading.products[1]
    assert (kettle.handle, kettle.status, kettle.options) == ("kettle", RecordStatus.DRAFT, ())
    assert kettle.variants[0].prices == (PriceRecord(Money(4499, "USD")),)
    assert kettle.variants[0].weight_grams == 2000


def test_an_empty_currency_is_that_of_the_import():
    reading = _read("kettle,K,Kettle,44.99,,,,,,,,,,,,,,,,,,,")

    assert reading.product.variants[0].prices == (PriceRecord(Money(4499, "EUR")),)


def test_a_bad_price_in_one_currency_leaves_the_other():
    reading = _read(
        "kettle,K,Kettle,44.99,,USD,,,,,,,,,,,,,,,,,",
        "kettle,K,,44.999,,EUR,,,,,,,,,,,,,,,,,",
        "kettle,K,,39.99,,XXQ,,,,,,,,,,,,,,,,,",
        "kettle,K,,41,,USD,,,,,,,,,,,,,,,,,",
    )

    assert reading.told == [
        (3, "The price '44.999' has 3 decimals, EUR has 2: amounts are never rounded."),
        (4, "'XXQ' is not the code of an active currency."),
        (5, "The SKU has a price in USD already."),
    ]
    assert reading.product.variants[0].prices == (PriceRecord(Money(4499, "USD")),)


def test_variants_without_a_master_are_told():
    reading = _read(
        "fan,FAN-W,,89.99,,USD,,,,,,,,,Color,White,,,,,,,", "k,K,Kettle,1,,,,,,,,,,,,,,,,,,,"
    )

    assert reading.told == [(2, "None of the rows of this slug has a name.")]
    assert reading.product.handle == "k"


def test_a_variant_that_lacks_an_option_is_told():
    header = HEADER.replace("option1_value", "option1_value,option2_name,option2_value")
    reading = read_text(
        csv_of(
            header,
            "fan,FAN,Fan,0,,USD,,,,,,,,,,,,,,,,,,,",
            "fan,FAN-W,,8,,USD,,,,,,,,,Color,White,Size,S,,,,,,,",
            "fan,FAN-B,,8,,USD,,,,,,,,,Color,Black,,,,,,,,,",
        ),
        ImportFormat.SPREE,
    )

    assert reading.told == [(4, "The variant has no value for the option 'Size'.")]
    assert len(reading.product.variants) == 1


def test_a_broken_row_and_a_row_without_slug_are_told():
    reading = _read("a,b" + "," * 30 + "more", ",K,Kettle,1", "pan,P,Pan,2")

    assert [problem.line for problem in reading.problems] == [2, 3]
    assert reading.product.handle == "pan"


def test_one_slug_can_not_fill_the_memory():
    rows = (f"kettle,K{n},Kettle,1" for n in range(MOST_ROWS + 1))

    reading = _read(*rows)

    assert reading.products == []
    assert reading.told == [(MOST_ROWS + 2, "One product has 20,000 rows at most.")]


def test_a_status_nobody_knows_keeps_the_product_out():
    reading = _read("kettle,K,Kettle,1,,,asleep")

    assert reading.told == [(2, "The status 'asleep' is not one of active, draft, archived.")]
