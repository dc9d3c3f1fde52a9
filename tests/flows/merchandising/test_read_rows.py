from shopwright.flows.merchandising.contracts import RowProblem
from shopwright.flows.merchandising.steps.source import source_of
from shopwright.flows.merchandising.steps.table import Row, header_of, rows_of


def _rows(text: str) -> list[Row | RowProblem]:
    source = source_of(text)
    header = header_of(source)
    assert header is not None
    return list(rows_of(source, header))


def test_a_row_knows_the_line_on_which_it_begins():
    rows = _rows('a,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n')

    assert rows == [Row(2, {"a": "1", "b": "two\r\nlines"}), Row(5, {"a": "3", "b": "4"})]


def test_a_header_is_found_below_blank_lines_and_trimmed():
    rows = _rows("\n ,\n A  x ,B\n1,2\n")

    assert rows == [Row(4, {"a x": "1", "b": "2"})]


def test_semicolons_and_tabs_part_cells_where_the_header_has_them():
    assert _rows("a;b\n1,5;2\n") == [Row(2, {"a": "1,5", "b": "2"})]
    assert _rows("a\tb\n1\t2\n") == [Row(2, {"a": "1", "b": "2"})]


def test_lines_may_end_in_the_old_way_of_the_mac():
    assert _rows("a,b\r1,2\r3,4") == [Row(2, {"a": "1", "b": "2"}), Row(3, {"a": "3", "b": "4"})]


def test_a_short_row_is_taken_and_a_long_one_refused():
    short, long, padded = _rows("a,b\n1\n1,2,3\n1,2,,\n")

    assert short == Row(2, {"a": "1"})
    assert isinstance(long, RowProblem)
    assert (long.line, long.reason[:44]) == (3, "The row has 3 cells, the header 2: a comma m")
    assert padded == Row(4, {"a": "1", "b": "2"})


def test_an_inch_sign_inside_a_cell_is_no_quote():
    assert _rows('a,b\n17" screen,x\n1,2\n') == [
        Row(2, {"a": '17" screen', "b": "x"}),
        Row(3, {"a": "1", "b": "2"}),
    ]


def test_a_field_of_8_mb_is_told_and_the_rows_after_it_go_in():
    huge = "x" * (8 << 20)
    for cell in (huge, f'"{huge}"', '"' + f"{'y' * 99}\n" * 84_000 + '"', f'"{huge}""{huge}"'):
        lines = cell.count("\n")

        first, broken, last = _rows(f"a,b\n1,2\n3,{cell}\n5,6\n")

        assert first == Row(2, {"a": "1", "b": "2"})
        assert isinstance(broken, RowProblem)
        assert broken.line == 3
        assert "1,048,576 characters" in broken.reason
        assert last == Row(4 + lines, {"a": "5", "b": "6"})


def test_quotes_and_commas_inside_a_field_too_long_do_not_lead_astray():
    cell = '"' + 'say ""hi"", then\n' * 100_000 + '"'

    broken, last = _rows(f"a,b\n{cell},2\n5,6\n")

    assert isinstance(broken, RowProblem)
    assert last == Row(100_003, {"a": "5", "b": "6"})


def test_a_doubled_quote_cut_in_two_does_not_end_the_field():
    cell = '"' + "x" * ((1 << 20) - 4) + '""' + "y,\n" * 400_000 + '"'

    broken, last = _rows(f"a,b\n1,{cell}\n5,6\n")

    assert isinstance(broken, RowProblem)
    assert last == Row(400_003, {"a": "5", "b": "6"})


def test_a_quote_that_is_never_closed_is_told_with_the_lines_it_swallows():
    first, broken = _rows('a,b\n1,2\n3,"4\n5,6\n7,8\n')

    assert first == Row(2, {"a": "1", "b": "2"})
    assert broken == RowProblem(3, "A quote is opened and never closed: lines 3 to 5 are one row.")


def test_of_two_columns_with_one_name_the_first_is_read():
    assert _rows("a,A\n1,2\n") == [Row(2, {"a": "1"})]


def test_a_text_of_blanks_has_no_header():
    assert header_of(source_of("\n \n\n")) is None


def test_a_field_too_long_that_never_ends_is_told_to_the_last_line():
    (broken,) = _rows('a,b\n1,"' + f"{'y' * 99}\n" * 20_000)

    assert isinstance(broken, RowProblem)
    assert broken.reason.startswith("The row on lines 2 to 20001 holds a field of more than")
