from __future__ import annotations

import subprocess
import sys

import pytest

from knowledge.tokens import count, fits


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("Returns are free within 7 days.", 8),
        ("你好", 2),
        ("签收次日起7天内可退", 10),
        ("<|endoftext|>", 7),
    ],
)
def test_counts_are_those_of_cl100k(text: str, tokens: int) -> None:
    assert count(text) == tokens


@pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")
def test_the_package_that_carries_the_table_counts_the_same() -> None:
    import bpe_openai

    encoding = bpe_openai.get_encoding("cl100k_base")
    for text in ("I'm 12345 kg,\n\n  don't  ", "亲😀，拆封了还能退吗？", "AF-55 / ＡＦ５５", "a" * 500, "\t\r\n"):
        assert count(text) == len(encoding.encode_ordinary(text))


def test_a_short_text_fits_without_loading_the_table() -> None:
    code = (
        "import sys; from knowledge.tokens import fits; assert fits('short', 8); assert 'tiktoken' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_long_text_is_counted() -> None:
    assert fits("word " * 100, 101)
    assert not fits("word " * 100, 50)
