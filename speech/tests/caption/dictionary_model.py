"""Translation models of the tests' own, read by the real CTranslate2: they put one word for another, place by place.

A Transformer of one layer with weights set by hand. Its attention looks from each place of the translation at the same
place of the source, and its last matrix is the dictionary. Whatever stands at a wrong place comes out wrong.
"""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

PLACES = 64
SPECIAL = ("<unk>", "<s>", "</s>")
FRENCH = {"▁bonjour": "▁hello", "▁merci": "▁thanks", "▁oui": "▁yes", "▁budget": "▁budget"}


def opus(folder: Path, words: Mapping[str, str] = FRENCH, *, source: str = "fr", target: str = "en") -> Path:
    """As `ct2-transformers-converter` writes Marian models, with the files that it is told to copy."""
    folder.mkdir(parents=True)
    _save(folder, {**words, "</s>": "</s>"}, [])
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(_sentencepiece([*words, *words.values()]))
    _write(folder / "tokenizer_config.json", {"source_lang": source, "target_lang": target})
    return folder


def m2m100(folder: Path, words: Mapping[str, str] = FRENCH) -> Path:
    folder.mkdir(parents=True)
    _save(folder, {**words, "</s>": "</s>"}, ["__en__", "__fr__", "__de__"])
    (folder / "sentencepiece.bpe.model").write_bytes(_sentencepiece([*words, *words.values()]))
    return folder


def nllb(folder: Path, words: Mapping[str, str] = FRENCH) -> Path:
    folder.mkdir(parents=True)
    languages = ["eng_Latn", "fra_Latn"]
    _save(folder, {**words, "</s>": "</s>"}, languages)
    tokenizers = importlib.import_module("tokenizers")
    numbers = {token: number for number, token in enumerate([*SPECIAL, *words, *words.values(), *languages])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbers, unk_token="<unk>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    tokenizer.decoder = tokenizers.decoders.Metaspace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _save(folder: Path, meanings: Mapping[str, str], languages: list[str]) -> None:
    tokens = list(dict.fromkeys([*SPECIAL, *meanings, *meanings.values(), *languages]))
    spec = _spec(tokens, meanings)
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.decoder_start_token = "<s>"
    spec.validate()
    spec.optimize()
    spec.save(str(folder))


def _spec(tokens: list[str], meanings: Mapping[str, str]) -> Any:
    """Of the `width` numbers of a state the first `PLACES` say the place, the others the word."""
    specs = importlib.import_module("ctranslate2.specs")
    count, width = len(tokens), PLACES + len(tokens)
    word_of = np.zeros((count, width), dtype=np.float32)
    word_of[range(count), range(PLACES, width)] = 1
    place_of = np.zeros((PLACES, width), dtype=np.float32)
    place_of[range(PLACES), range(PLACES)] = 1
    places, words = np.diag([1.0] * PLACES + [0.0] * count), np.diag([0.0] * PLACES + [1.0] * count)
    nothing = np.zeros((width, width), dtype=np.float32)

    spec = specs.TransformerSpec.from_config(1, 1)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = place_of
        _norm(side.layer_norm, width)
        for layer in side.layer:
            _norm(layer.self_attention.layer_norm, width)
            _linear(layer.self_attention.linear[0], np.concatenate([nothing] * 3))
            _linear(layer.self_attention.linear[1], nothing)
            _norm(layer.ffn.layer_norm, width)
            _linear(layer.ffn.linear_0, nothing)
            _linear(layer.ffn.linear_1, nothing)
    spec.encoder.embeddings[0].weight = word_of
    spec.decoder.embeddings.weight = np.zeros_like(word_of)
    attention = spec.decoder.layer[0].attention
    _norm(attention.layer_norm, width)
    _linear(attention.linear[0], 40 * places)
    _linear(attention.linear[1], np.concatenate([places, words]))
    _linear(attention.linear[2], 10 * words)
    dictionary = np.zeros((count, width), dtype=np.float32)
    for word, meaning in meanings.items():
        dictionary[tokens.index(meaning), PLACES + tokens.index(word)] = 10
    _linear(spec.decoder.projection, dictionary)
    return spec


def _norm(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, dtype=np.float32), np.zeros(width, dtype=np.float32)


def _linear(linear: Any, weight: np.ndarray) -> None:
    linear.weight = weight.astype(np.float32)
    linear.bias = np.zeros(len(weight), dtype=np.float32)


def _sentencepiece(words: list[str]) -> bytes:
    sentencepiece = importlib.import_module("sentencepiece")
    written = io.BytesIO()
    text = " ".join(word.removeprefix("▁") for word in words)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text] * 3),
        model_writer=written,
        model_type="word",
        vocab_size=100,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return written.getvalue()


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
