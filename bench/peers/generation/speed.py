"""Exports a Llama of 40 million parameters (random weights) for Sluice, and prints how fast transformers generates with it on one thread: one JSON
line for each number of texts at a time (pip install optimum-onnx transformers torch onnxruntime).

    python bench/peers/generation/speed.py FOLDER
    npx sluice model register speed FOLDER --task language_model
    node bench/peers/generation/speed.mjs speed@1
"""

import json
import sys
import time
from pathlib import Path

import torch
import transformers
from export import tokenizer
from optimum.exporters.onnx import main_export

SIZES = {"hidden_size": 512, "num_hidden_layers": 8, "num_attention_heads": 8, "num_key_value_heads": 8, "intermediate_size": 1408}
PROMPT = "The prompt of a text that is generated to see how fast that is."
TOKENS = 64


def speed(model, tokens, texts):
    prompts = tokens([PROMPT] * texts, return_tensors="pt")
    started = time.perf_counter()
    with torch.no_grad():
        model.generate(input_ids=prompts.input_ids, attention_mask=prompts.attention_mask, max_new_tokens=TOKENS, min_new_tokens=TOKENS, do_sample=False, pad_token_id=1)
    return texts * TOKENS / (time.perf_counter() - started)


def main(out):
    tokens = tokenizer()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    # Nothing ends a text before its time.
    config = transformers.LlamaConfig(**SIZES, vocab_size=16000, max_position_embeddings=1024, bos_token_id=0, eos_token_id=15999, pad_token_id=1)
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    for texts in (1, 8, 32):
        print(json.dumps({"name": "generation_tokens_per_second", "by": "transformers", "texts": texts, "value": round(speed(model, tokens, texts), 1)}))
    model.save_pretrained(out / "source")
    tokens.save_pretrained(out / "source")
    main_export(str(out / "source"), out, task="text-generation-with-past", do_validation=False)


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
main(folder)
