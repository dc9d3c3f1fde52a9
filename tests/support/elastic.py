"""A server that speaks as much of Elasticsearch 8 as the shop asks for, over real HTTP.

Not an engine of its own right: it ranks by a plain BM25 and stems as the shop does. What it refuses (an index that is not
there, an unknown field, an older version) it refuses as the real one.
"""

import json
import math
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA
from typing_extensions import override

from shopwright.satellites.search.rules.words import stem

_WORD = re.compile(r"[^\W_]+")
_NAME: Final = "Elasticsearch"
_K1, _B = 1.2, 0.75
Answer = tuple[int, Any]


class Cluster:
    """Indexes with their documents; ``mode`` is ``up``, ``broken`` (503) or ``html`` (a proxy's page)."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, tuple[int, dict[str, Any]]]] = {}
        self.fields: dict[str, Mapping[str, Any]] = {}
        self.mode = "up"
        self.asked: list[str] = []

    def create(self, index: str, body: Mapping[str, Any]) -> Answer:
        if index in self.indexes:
            return 400, {"error": {"type": "resource_already_exists_exception"}, "status": 400}
        self.indexes[index] = {}
        self.fields[index] = body["mappings"]["properties"]
        return 200, {"acknowledged": True}

    def bulk(self, index: str, lines: list[Any]) -> Answer:
        items, rest = [], iter(lines)
        for action in rest:
            ((verb, place),) = action.items()
            source = next(rest) if verb == "index" else None
            items.append({verb: {"status": self._put(index, place, source)}})
        return 200, {
            "errors": any(v["status"] > 299 for i in items for v in i.values()),
            "items": items,
        }

    def _put(self, index: str, place: Mapping[str, Any], source: dict[str, Any] | None) -> int:
        documents = self.indexes[index]
        known = documents.get(place["_id"])
        assert place["version_type"] == "external_gte"
        if known and known[0] > place["version"]:
            return 409
        if source is None:
            return 200 if documents.pop(place["_id"], None) else 404
        if unknown := source.keys() - self.fields[index].keys():
            raise AssertionError(unknown)
        documents[place["_id"]] = (place["version"], source)
        return 201

    def search(self, index: str, body: Mapping[str, Any]) -> Answer:
        if index not in self.indexes:
            return 404, {"error": {"type": "index_not_found_exception"}, "status": 404}
        documents = {number: source for number, (_, source) in self.indexes[index].items()}
        scorer = _Scorer(documents)
        hits: list[dict[str, Any]] = []
        for number, source in documents.items():
            score, names = scorer.score(body.get("query", {"match_all": {}}), source)
            if score > 0:
                hits.append({"_id": number, "_score": score, "matched_queries": names})
        hits.sort(key=lambda hit: -hit["_score"])
        found = [documents[hit["_id"]] for hit in hits]
        aggregations = {
            name: _aggregated(each, found) for name, each in body.get("aggs", {}).items()
        }
        shown = hits[: body.get("size", 10)]
        return 200, {"took": 1, "hits": {"hits": shown}, "aggregations": aggregations}


class _Scorer:
    """Scores a document by a query: 0 where it does not match."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._documents = documents

    def score(self, query: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[float, list[str]]:
        ((kind, asked),) = query.items()
        score, names = getattr(self, f"_{kind}")(asked, source)
        if score > 0 and isinstance(asked, dict) and "_name" in asked:
            names = [*names, asked["_name"]]
        return score, names

    def _match_all(self, *_: Any) -> tuple[float, list[str]]:
        return 1.0, []

    def _bool(self, asked: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[float, list[str]]:
        if any(self.score(each, source)[0] <= 0 for each in asked.get("filter", ())):
            return 0.0, []
        scored = [self.score(each, source) for each in asked.get("should", ())]
        matched = [each for each in scored if each[0] > 0]
        if len(matched) < asked.get("minimum_should_match", 0):
            return 0.0, []
        score = sum(each[0] for each in matched) or 1.0
        return score, [name for _, names in matched for name in names]

    def _dis_max(
        self, asked: Mapping[str, Any], source: Mapping[str, Any]
    ) -> tuple[float, list[str]]:
        return max(self.score(each, source)[0] for each in asked["queries"]), []

    def _multi_match(
        self, asked: Mapping[str, Any], source: Mapping[str, Any]
    ) -> tuple[float, list[str]]:
        total = 0.0
        for word in map(stem, _WORD.findall(asked["query"])):
            for each in asked["fields"]:
                field, _, weight = each.partition("^")
                total += float(weight or 1) * self._bm25(word, field, source)
        return total * asked.get("boost", 1.0), []

    def _bm25(self, word: str, field: str, source: Mapping[str, Any]) -> float:
        words = [stem(each) for each in _WORD.findall(source[field])]
        times = words.count(word)
        if not times:
            return 0.0
        texts = [[stem(w) for w in _WORD.findall(d[field])] for d in self._documents.values()]
        holders = sum(word in text for text in texts)
        usual = sum(map(len, texts)) / len(texts)
        rarity = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
        return rarity * times / (times + _K1 * (1 - _B + _B * len(words) / usual))

    def _term(self, asked: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[float, list[str]]:
        return float(all(source[name] == value for name, value in asked.items())), []

    def _prefix(
        self, asked: Mapping[str, Any], source: Mapping[str, Any]
    ) -> tuple[float, list[str]]:
        ((name, value),) = asked.items()
        return float(any(each.startswith(value) for each in source[name])), []

    def _fuzzy(
        self, asked: Mapping[str, Any], source: Mapping[str, Any]
    ) -> tuple[float, list[str]]:
        ((name, how),) = asked.items()
        near = (OSA.distance(how["value"], each) <= how["fuzziness"] for each in source[name])
        return float(any(near)), []


def _aggregated(asked: Mapping[str, Any], found: list[dict[str, Any]]) -> Any:
    if "max" in asked:
        return {"value": max((source[asked["max"]["field"]] for source in found), default=None)}
    terms = asked["terms"]
    form = re.compile(terms["include"])
    counts = Counter(
        each for source in found for each in source[terms["field"]] if form.fullmatch(each)
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: terms["size"]]
    return {"buckets": [{"key": key, "doc_count": count} for key, count in ordered]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cluster: Cluster

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode()
        parts = urlsplit(self.path).path.strip("/").split("/")
        self.cluster.asked.append(f"{self.command} {self.path}")
        if self.cluster.mode != "up":
            self._send(503, "<html>busy</html>", "text/html")
            return
        status, content = self._do(parts, body)
        self._send(status, json.dumps(content))

    def _do(self, parts: list[str], body: str) -> Answer:
        index, verb = parts[0], parts[1] if len(parts) > 1 else ""
        if verb == "_search":
            return self.cluster.search(index, json.loads(body))
        if verb == "_bulk":
            return self.cluster.bulk(
                index, [json.loads(line) for line in body.splitlines() if line]
            )
        if verb == "_count":
            return 200, {"count": len(self.cluster.indexes[index])}
        if self.command == "PUT":
            return self.cluster.create(index, json.loads(body))
        return (200 if index in self.cluster.indexes else 404), {}

    def _send(self, status: int, text: str, kind: str = "") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header(
            "content-type", kind or "application/vnd.elasticsearch+json;compatible-with=8"
        )
        self.send_header("x-elastic-product", _NAME)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815 - names that the server looks for

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@contextmanager
def running() -> Iterator[tuple[str, Cluster]]:
    """A server on a free port of this machine, and what it holds; the real one where ``TEST_ELASTICSEARCH_URL`` names it."""
    cluster = Cluster()
    handler = type("Handler", (_Handler,), {"cluster": cluster})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    own = f"http://127.0.0.1:{server.server_port}"
    try:
        yield os.environ.get("TEST_ELASTICSEARCH_URL", own), cluster
    finally:
        server.shutdown()
        server.server_close()
