"""Values that know their lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.locate import FormatError, read_json, read_toml
from knowledge.locate_yaml import read_yaml


def test_toml_keys_know_their_lines() -> None:
    text = "# head\na = 1\n\n[b.c]\nd = {e = \"x # y\", f = [1,\n 2]}\n\"g h\" = '''\n[[no]]\n'''\n[[r]]\nid = 1\n[[r]]\nid = 2\n"  # noqa: E501
    line = read_toml(text).line_of
    assert [line(path) for path in [("a",), ("b", "c", "d", "e"), ("b", "c", "d", "f", 1), ("b", "c", "g h")]] == [
        2,
        5,
        6,
        7,
    ]
    assert [line(("r", 0, "id")), line(("r", 1, "id")), line(("r", 1, "gone")), line(("gone",))] == [11, 13, 12, 1]


def test_toml_that_is_none_says_where() -> None:
    with pytest.raises(FormatError) as caught:
        read_toml("a = 1\nb = \n")
    assert (caught.value.line, caught.value.what) == (2, "is not TOML: invalid value")


def test_numbers_with_a_point_are_exact() -> None:
    assert read_toml("a = 0.1").value == read_yaml("a: 0.1").value == read_json('{"a": 0.1}') == {"a": Decimal("0.1")}


def test_yaml_leaves_times_countries_dates_and_codes_as_text() -> None:
    value = read_yaml("{a: 16:00, b: NO, c: 2026-02-30, d: 0123, e: on, f: yes, NO: 1, g: 1_000}").value
    assert value == {
        "a": "16:00",
        "b": "NO",
        "c": "2026-02-30",
        "d": "0123",
        "e": "on",
        "f": True,
        "NO": 1,
        "g": "1_000",
    }


def test_yaml_keys_know_their_lines() -> None:
    line = read_yaml("a: 1\nb:\n  - x: 1\n    y: 2\n", 10).line_of
    assert [line(("a",)), line(("b",)), line(("b", 0, "y")), line(("b", 0, "gone"))] == [10, 11, 13, 12]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: {zh: x, en: y\nb: 1\n", 1, "is not YAML: a { is not closed, or a value needs quotation marks"),
        ("a: 1\na: 2\n", 2, "has the key a twice"),
        ("a: 1\n b: 2\n", 2, "is not YAML: mapping values are not allowed in this context"),
        ("&a [*a]", 1, "is too large or nested too deep"),
        ("[" * 100 + "]" * 100, 1, "is too large or nested too deep"),
    ],
)
def test_yaml_that_is_none_says_where(text: str, line: int, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_yaml(text)
    assert (caught.value.line, caught.value.what) == (line, what)


def test_a_flood_of_aliases_is_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(FormatError, match="too large"):
        read_yaml(bomb)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', "{", "[" * 100_000])
def test_json_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_json(text)
