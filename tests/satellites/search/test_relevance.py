"""How well the ranking does on a catalog whose answers people have judged."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from shopwright.kernel import ids
from shopwright.modules.catalog.contracts import Product
from shopwright.satellites.search import rules
from shopwright.satellites.search.contracts import Posting, WordForm
from shopwright.satellites.search.rules import Shelf
from shopwright.satellites.search.rules.ranking import rank
from shopwright.satellites.search.rules.words import impacts, stem, words_of
from tests.support.shared_data import shared
from tools.convert import icecat

NOW = datetime(2026, 11, 2, tzinfo=UTC)
LEAST = 0.80


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(at + 2) for at, grade in enumerate(grades))


def test_the_judged_queries_reach_the_goal() -> None:
    """NDCG@10: linear gain, what nobody judged counts as 0, the mean over queries with a relevant product."""
    folder = shared("icecat-search")
    names: list[str] = []
    lists: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, record in enumerate(icecat.convert(folder / "products.jsonl.gz")):
        product = Product(
            id=ids.new(),
            slug=record.handle,
            title=record.title,
            description=record.description,
            brand=record.brand,
            product_type=record.product_type,
            attributes=dict(record.attributes),
            version=1,
            created_at=NOW,
            updated_at=NOW,
        )
        names.append(str(record.variants[0].sku))
        for word, impact in impacts(rules.project(Shelf(product, {}, {}, {}, "USD")).words).items():
            lists[word].append((number, impact))
    postings = {
        word: Posting([number for number, _ in held], [impact for _, impact in held])
        for word, held in lists.items()
    }
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query_id, product_id, grade = line.split("\t")
        grades[query_id][product_id] = int(grade)

    gains = []
    for line in (folder / "queries.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query_id, _, query = line.partition("\t")
        judged = grades[query_id]
        if any(judged.values()):
            question = [[WordForm(stem(word))] for word in words_of(query)]
            scores = rank(question, postings, len(names)).scores
            best = sorted(scores, key=lambda number: (-scores[number], number))[:10]
            gain = _discounted([judged.get(names[number], 0) for number in best])
            gains.append(gain / _discounted(sorted(judged.values(), reverse=True)[:10]))

    assert gains
    assert sum(gains) / len(gains) >= LEAST
