"""What docs/import.md shows can be copied and works."""

from pathlib import Path

from shopwright.flows.merchandising.contracts import ImportFormat
from shopwright.flows.merchandising.steps import jsonl
from tests.flows.merchandising.reading import read_text

GUIDE = Path(__file__).parents[3] / "docs" / "import.md"


def _examples() -> list[str]:
    blocks = GUIDE.read_text(encoding="utf-8").split("```json\n")[1:]
    return [block.partition("```")[0] for block in blocks]


def test_the_examples_of_the_guide_go_in():
    readings = [read_text(text, ImportFormat.JSONL) for text in _examples()]

    assert [reading.told for reading in readings] == [[], []]
    assert [reading.product.handle for reading in readings] == ["stoneware-mug", "gift-card"]


def test_the_guide_explains_each_key_of_the_format():
    text = GUIDE.read_text(encoding="utf-8")

    for model in (jsonl._Product, jsonl._Variant, jsonl._Price, jsonl._Image):
        for name in model.model_fields:
            assert f"`{name}`" in text or f'"{name}"' in text, name
