"""A model folder like Supertonic 3's, of a few kilobytes: a tone for as long as a voice would speak.

What goes in and out of its networks has the names, types and shapes of Supertone's (supertonic 1.3.1, core.py); the
sound depends on everything that goes in.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np

from tests.engines.onnx_graphs import build_model, node

RATE, CHUNK, COMPRESSION, LATENT = 44_100, 512, 6, 24
FRAME = CHUNK * COMPRESSION
SECONDS_PER_CHARACTER = 0.06
VOICES = ("F1", "F5", "M1", "M5")
KNOWN = "".join(chr(number) for number in range(32, 127)) + "éö\u0301\u0308ß"

TEXT = {"text_ids": ("int64", ("batch", "letters")), "text_mask": ("float32", ("batch", 1, "letters"))}
STYLE = {"style_ttl": ("float32", ("batch", 50, 256))}
LATENT_SHAPE = ("batch", LATENT * COMPRESSION, "frames")


def write_model(folder: Path, version: str = "v1.7.3") -> Path:
    """Writes the model into a folder, and returns it."""
    networks, styles = folder / "onnx", folder / "voice_styles"
    networks.mkdir(parents=True)
    styles.mkdir()
    settings = {
        "tts_version": version,
        "split": "opensource-multilingual",
        "ae": {"sample_rate": RATE, "base_chunk_size": CHUNK},
        "ttl": {"chunk_compress_factor": COMPRESSION, "latent_dim": LATENT},
    }
    indexer = [-1] * 0x10000
    for number, character in enumerate(KNOWN):
        indexer[ord(character)] = number
    (networks / "tts.json").write_text(json.dumps(settings), "utf-8")
    (networks / "unicode_indexer.json").write_text(json.dumps(indexer), "utf-8")
    for name, model in build_networks().items():
        (networks / f"{name}.onnx").write_bytes(model)
    for name in VOICES:
        (styles / f"{name}.json").write_text(json.dumps(build_style(name)), "utf-8")
    return folder


def build_style(name: str) -> dict[str, dict[str, object]]:
    """A voice's vectors, other ones for each name."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    shapes = {"style_ttl": [1, 50, 256], "style_dp": [1, 8, 16]}
    return {key: {"dims": dims, "data": random.random(dims).round(3).tolist()} for key, dims in shapes.items()}


def build_networks() -> dict[str, bytes]:
    """The four networks by name."""
    return {
        "duration_predictor": _build_duration_predictor(),
        "text_encoder": _build_text_encoder(),
        "vector_estimator": _build_vector_estimator(),
        "vocoder": _build_vocoder(),
    }


def _build_duration_predictor() -> bytes:
    """So many seconds for each character, a little more or less by the voice."""
    nodes = (
        node("ReduceSum", ("text_mask", "axes"), "letters", keepdims=0),
        node("ReduceMean", ("style_dp",), "slowness", axes=(1, 2), keepdims=0),
        node("Add", ("slowness", "half"), "factor"),
        node("Mul", ("letters", "seconds"), "plain"),
        node("Mul", ("plain", "factor"), "duration"),
    )
    constants = {
        "axes": np.array([1, 2], np.int64),
        "half": np.array([0.5], np.float32),
        "seconds": np.array([SECONDS_PER_CHARACTER], np.float32),
    }
    inputs = TEXT | {"style_dp": ("float32", ("batch", 8, 16))}
    return build_model(inputs, {"duration": ("float32", ("batch",))}, nodes, constants)


def _build_text_encoder() -> bytes:
    """The number of each character, 256 times."""
    nodes = (
        node("Cast", ("text_ids",), "numbers", to=1),
        node("Unsqueeze", ("numbers", "axis"), "row"),
        node("Mul", ("row", "text_mask"), "masked"),
        node("ReduceMean", ("style_ttl",), "colour", axes=(1, 2), keepdims=1),
        node("Mul", ("masked", "colour"), "coloured"),
        node("Mul", ("coloured", "width"), "text_emb"),
    )
    constants = {"axis": np.array([1], np.int64), "width": np.full((1, 256, 1), 0.01, np.float32)}
    return build_model(TEXT | STYLE, {"text_emb": ("float32", ("batch", 256, "letters"))}, nodes, constants)


def _build_vector_estimator() -> bytes:
    """A little less noise, and a little more of the text, the voice and the step."""
    nodes = (
        node("Mul", ("noisy_latent", "rest"), "quieter"),
        node("Mul", ("text_emb", "text_mask"), "text"),
        node("ReduceMean", ("text",), "meaning", axes=(1, 2), keepdims=1),
        node("ReduceMean", ("style_ttl",), "colour", axes=(1, 2), keepdims=1),
        node("Div", ("current_step", "total_step"), "share"),
        node("Reshape", ("share", "shape"), "time"),
        node("Add", ("meaning", "colour"), "wanted"),
        node("Mul", ("wanted", "time"), "moved"),
        node("Add", ("quieter", "moved"), "latent"),
        node("Mul", ("latent", "latent_mask"), "denoised_latent"),
    )
    constants = {"rest": np.array([0.9], np.float32), "shape": np.array([-1, 1, 1], np.int64)}
    inputs = {
        "noisy_latent": ("float32", LATENT_SHAPE),
        "text_emb": ("float32", ("batch", 256, "letters")),
        **STYLE,
        "latent_mask": ("float32", ("batch", 1, "frames")),
        "text_mask": TEXT["text_mask"],
        "current_step": ("float32", ("batch",)),
        "total_step": ("float32", ("batch",)),
    }
    return build_model(inputs, {"denoised_latent": ("float32", LATENT_SHAPE)}, nodes, constants)


def _build_vocoder() -> bytes:
    """A tone of 201 Hz, louder or softer in each frame."""
    nodes = (
        node("ReduceMean", ("latent",), "mean", axes=(1,), keepdims=0),
        node("Unsqueeze", ("mean", "axis"), "column"),
        node("Tanh", ("column",), "bent"),
        node("Add", ("bent", "two"), "level"),
        node("Mul", ("level", "tone"), "frames"),
        node("Reshape", ("frames", "shape"), "wav_tts"),
    )
    tone = 0.1 * np.sin(2 * np.pi * 14 * np.arange(FRAME) / FRAME)
    constants = {
        "axis": np.array([2], np.int64),
        "two": np.array([2.0], np.float32),
        "tone": tone.astype(np.float32).reshape(1, 1, FRAME),
        "shape": np.array([0, -1], np.int64),
    }
    return build_model(
        {"latent": ("float32", LATENT_SHAPE)}, {"wav_tts": ("float32", ("batch", "samples"))}, nodes, constants
    )
