import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.flows.merchandising.steps.cells import BadCell
from shopwright.flows.merchandising.steps.html import LONGEST_DESCRIPTION, description_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" \n", ""),
        ("A mug.", "A mug."),
        ("3 < 5 & 7", "3 &lt; 5 &amp; 7"),
        ("One.\r\n\r\nTwo,\nthree.", "<p>One.</p><p>Two,<br>three.</p>"),
        ("<p>Fine <b>cup</b></p>", "<p>Fine <b>cup</b></p>"),
        ("<p onclick=x()>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="nofollow noopener">a</a>'),
        (
            '<a href="https://x.example">a</a>',
            '<a href="https://x.example" rel="nofollow noopener">a</a>',
        ),
        ('<img src=x onerror="alert(1)">pot', "pot"),
        ("Fish &amp; chips", "Fish &amp; chips"),
        ("<!-- hidden --><p>x", "<p>x</p>"),
    ],
)
def test_a_description_is_safe_html(text: str, html: str):
    assert description_of(text, column="Body") == html


@given(st.text(alphabet=st.sampled_from("<>/ab&;\"'= \n!-pscript"), max_size=200))
def test_a_description_read_twice_stays_the_same(text: str):
    once = description_of(text, column="Body")

    assert description_of(once, column="Body") == once


@pytest.mark.parametrize("text", ["x" * (LONGEST_DESCRIPTION + 1), "<div>" * 201, "a\0b"])
def test_a_description_too_long_or_too_deep_is_refused(text: str):
    with pytest.raises(BadCell):
        description_of(text, column="Body")


def test_many_paragraphs_left_open_are_not_deep():
    assert description_of("<p>x" * 500, column="Body") == "<p>x</p>" * 500


def test_a_tag_that_never_ends_is_looked_through_once():
    endless = "<" + "a" * (LONGEST_DESCRIPTION - 1)  # its square is most of a minute

    assert description_of(endless, column="Body") == f"&lt;{endless[1:]}"
