"""The chain, as pure decisions: whatever is done to it, it shows."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shopwright.modules.audit import rules
from shopwright.modules.audit.contracts import Anchor, Entry, Fault, Subject

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.uuids()
    | st.datetimes(timezones=st.just(UTC))
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def _chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        entry = Entry(
            seq=seq,
            actor=f"user:{seq}",
            action="price.set",
            subject=Subject("product", str(seq)),
            before=None,
            after={"amount": seq},
            request_id="r",
            address="192.0.2.1",
            at=NOW + timedelta(seconds=seq),
            previous_hash=entries[-1].hash if entries else rules.GENESIS,
            hash="",
        )
        entries.append(replace(entry, hash=rules.digest(entry)))
    return entries


def _faults(entries: list[Entry], head: Entry) -> list[Fault]:
    walk = rules.ChainWalk()
    found = [fault for entry in entries for fault in walk.step(entry)]
    return [*found, *walk.end(Anchor(head.seq, head.hash))]


@given(VALUES)
def test_a_plain_value_is_json_and_stays_what_it_is(value: object) -> None:
    plain = rules.plain(value)

    assert rules.plain(plain) == plain
    assert json.loads(json.dumps(plain)) == plain


@given(st.integers(1, 12))
def test_a_chain_as_it_was_written_is_sound(length: int) -> None:
    entries = _chain(length)

    assert _faults(entries, entries[-1]) == []


@given(
    st.integers(0, 7),
    st.sampled_from(
        [
            {"actor": "guest"},
            {"action": "price.get"},
            {"subject": Subject("product", "0")},
            {"subject": Subject("product:0", "")},
            {"before": {}},
            {"after": None},
            {"after": {"amount": "1"}},
            {"request_id": ""},
            {"address": ""},
            {"at": NOW},
            {"previous_hash": "f" * 64},
            {"hash": "f" * 64},
        ]
    ),
)
def test_any_edit_anywhere_shows(place: int, change: dict[str, Any]) -> None:
    entries = _chain(8)
    head = entries[-1]
    entries[place] = replace(entries[place], **change)

    assert _faults(entries, head)


@given(st.integers(0, 7), st.sampled_from([{"actor": "guest"}, {"after": {"amount": 0}}]))
def test_an_edit_with_a_new_hash_shows_at_its_successor_or_the_head(
    place: int, change: dict[str, Any]
) -> None:
    entries = _chain(8)
    head = entries[-1]
    edited = replace(entries[place], **change)
    entries[place] = replace(edited, hash=rules.digest(edited))

    assert _faults(entries, head)


@given(st.sets(st.integers(0, 7), min_size=1))
def test_any_removal_shows(places: set[int]) -> None:
    entries = _chain(8)
    left = [entry for place, entry in enumerate(entries) if place not in places]

    assert _faults(left, entries[-1])


@given(st.permutations(range(8)))
def test_any_other_order_shows(order: list[int]) -> None:
    entries = _chain(8)

    faults = _faults([entries[place] for place in order], entries[-1])

    assert bool(faults) == (order != list(range(8)))
