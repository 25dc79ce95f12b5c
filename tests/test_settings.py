"""Every variable: its default, its meaning, and what happens when its value cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.settings import Settings, SettingsError, load_settings


def test_with_an_empty_environment_the_strict_writer_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YOUJU_DATA")
    settings = load_settings()
    assert settings.writer() == "strict"
    assert settings.models == ()
    assert settings.base_url == "https://api.openai.com/v1"
    assert Path(".youju") == settings.YOUJU_DATA
    assert (settings.YOUJU_DEADLINE_SECONDS, settings.YOUJU_ATTEMPT_SECONDS) == (20.0, 8.0)
    assert settings.YOUJU_EXACT_UP_TO == 20_000


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_variable_says_what_it_is_for_in_one_line(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert "\n" not in description


@pytest.mark.parametrize(
    ("environment", "writer"),
    [
        ({"YOUJU_MODEL": "qwen-max", "OPENAI_BASE_URL": "http://localhost:8000/v1"}, "model"),
        ({"YOUJU_MODEL": "gpt-5-mini", "OPENAI_API_KEY": "sk-1"}, "model"),
        ({"YOUJU_MODEL": "gpt-5-mini"}, "strict"),
        ({"OPENAI_API_KEY": "sk-1"}, "strict"),
        ({"YOUJU_MODEL": "m", "OPENAI_API_KEY": "sk-1", "YOUJU_WRITER": "strict"}, "strict"),
        ({"YOUJU_MODEL": "m", "OPENAI_API_KEY": ""}, "strict"),
    ],
)
def test_auto_means_the_model_when_it_is_named_and_can_be_reached(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], writer: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_settings().writer() == writer


def test_the_asked_writer_goes_before_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert load_settings().writer("strict") == "strict"


def test_the_model_writer_without_a_model_names_what_to_set() -> None:
    with pytest.raises(SettingsError, match="set YOUJU_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY") as caught:
        load_settings().writer("model")
    assert caught.value.exit_code == 2


def test_fallbacks_are_parted_by_commas_and_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_MODEL", "a")
    monkeypatch.setenv("YOUJU_MODEL_FALLBACKS", " b , a ,c,")
    assert load_settings().models == ("a", "b", "c")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("YOUJU_WRITER", "both", "YOUJU_WRITER: Input should be 'auto', 'strict' or 'model'"),
        ("YOUJU_DEADLINE_SECONDS", "soon", "YOUJU_DEADLINE_SECONDS: Input should be a valid number"),
        ("YOUJU_ATTEMPT_SECONDS", "0", "YOUJU_ATTEMPT_SECONDS: Input should be greater than 0"),
        ("OPENAI_BASE_URL", "localhost:8000", "OPENAI_BASE_URL: must be an address such as http://localhost:8000/v1"),
        ("CHROMA_URL", "ftp://x", "CHROMA_URL: must be an address"),
        ("YOUJU_MAX_OUTPUT_TOKENS", "1", "YOUJU_MAX_OUTPUT_TOKENS: Input should be greater than or equal to 64"),
        ("YOUJU_MODEL_FALLBACKS", "a,b,c,d,e,f", "YOUJU_MODEL_FALLBACKS: Tuple should have at most 5 items"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert words in str(caught.value)


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_WRITER", "both")
    monkeypatch.setenv("YOUJU_EXACT_UP_TO", "-1")
    with pytest.raises(SettingsError, match=r"YOUJU_WRITER: .*; YOUJU_EXACT_UP_TO: "):
        load_settings()


def test_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_settings())
