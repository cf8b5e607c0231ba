"""Settings: read from the command line and the environment, refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from visio.config import options
from visio.config.options import WrongSetting, read

ROOT = Path(__file__).resolve().parents[4]


def test_without_anything_the_defaults_hold():
    found = read({}, {})
    assert (found.port, found.bind, found.udp_port, found.data) == (8000, ("127.0.0.1", "::1"), 7882, Path("data"))


def test_the_command_line_wins_over_the_environment():
    assert read({"port": "9000"}, {"VISIO_PORT": "9001"}).port == 9000
    assert read({}, {"VISIO_PORT": "9001"}).port == 9001


def test_a_secret_comes_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    found = read({}, {"VISIO_MEDIA_SECRET_FILE": str(tmp_path / "secret")})
    assert found.media_secret == "s3cret"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VISIO_PORT", "eighty"),
        ("VISIO_PORT", "70000"),
        ("VISIO_PORT", "-1"),
        ("VISIO_BIND", "localhost"),
        ("VISIO_BIND", ""),
        ("VISIO_PUBLIC_URL", "visio.example.org"),
        ("VISIO_PUBLIC_URL", "https://visio.example.org/path"),
        ("VISIO_PUBLIC_URL", "https://user:secret@visio.example.org"),
        ("VISIO_TRUSTED_PROXY", "proxy"),
        ("VISIO_CAPACITY", "1"),
        ("VISIO_GUESTS_START", "maybe"),
        ("VISIO_LOG_LEVEL", "loud"),
        ("VISIO_MEDIA_URL", "livekit"),
        ("VISIO_TRANSLATION_LANGUAGES", "fr,English"),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"),
    ],
)
def test_a_wrong_value_is_refused_with_the_settings_name(name, value):
    with pytest.raises(WrongSetting) as refused:
        read({}, {name: value})
    sentence = str(refused.value)
    assert sentence.startswith(name.replace("VISIO_BIND", "VISIO_BIND" if value else "--bind"))
    assert sentence.endswith(".")
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"VISIO_TLS_CERT": "/nowhere.pem"}, "--tls-key"),
        ({"VISIO_TLS_CERT": "/nowhere.pem", "VISIO_TLS_KEY": "/nowhere.key"}, "--tls-cert"),
        ({"VISIO_MEDIA_URL": "wss://x.example"}, "VISIO_MEDIA_URL"),
        ({"VISIO_TRANSCRIPTS_ENGINE": "openai"}, "--transcripts-url"),
        ({"VISIO_TRANSCRIPTS_ENGINE": "parakeet"}, "--transcripts-model"),
        ({"VISIO_MINUTES_URL": "http://llm:8000/v1"}, "--minutes-model"),
        ({"VISIO_TRANSLATION_URL": "http://llm:8000/v1"}, "--translation-url-model"),
        ({"VISIO_TRANSLATION_MODEL": "/nowhere"}, "--translation-model"),
        ({"VISIO_TRANSLATION_MODEL": "/tmp", "VISIO_TRANSLATION_URL": "http://llm:8000/v1"}, "--translation-url"),
        ({"VISIO_TEST_CLOCK": "/tmp/clock", "VISIO_BIND": "0.0.0.0"}, "--test-clock"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(environment, named):
    with pytest.raises(WrongSetting) as refused:
        read({}, environment)
    assert str(refused.value).startswith(named)


def test_a_child_gets_the_same_options():
    given = {"bind": "127.0.0.1", "capacity": "12", "guests_start": "yes", "data": "/tmp/x"}
    found = read({**given, "translation_model": "/tmp", "translation_languages": "fr, EN"}, {})
    assert found.translation_languages == ("fr", "en")
    assert read({}, options.environment(found)) == found


def test_the_manual_is_the_one_in_the_repository():
    kept = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    assert kept == options.manual(), "visio manual options > docs/options.md"
