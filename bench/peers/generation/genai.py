"""Exports small language models with ONNX Runtime GenAI's model builder, for the CPU in fp32 and int4, and writes what onnxruntime-genai itself generates
with each, so that Sluice can be compared (pip install onnxruntime-genai onnx_ir transformers torch; 0.11.4 goes with transformers 4.57).

    python bench/peers/generation/genai.py FOLDER
    node bench/peers/generation/compare.mjs FOLDER

The fp32 model must also generate what transformers does. The models have random weights, as those of export.py.
"""

import json
import subprocess
import sys
from pathlib import Path

import onnxruntime_genai
import torch
import transformers
from export import FAMILIES, MESSAGES, PROMPTS, SETTINGS, TOKENS, generated, tokenizer

BUILT = ("llama", "qwen2")
PRECISIONS = ("fp32", "int4")


def answer(folder, model, ids, settings):
    """What onnxruntime-genai generates, greedily, behind these tokens."""
    params = onnxruntime_genai.GeneratorParams(model)
    params.set_search_options(do_sample=False, max_length=len(ids) + TOKENS, **settings)
    generator = onnxruntime_genai.Generator(model, params)
    generator.append_tokens(ids)
    while not generator.is_done():
        generator.generate_next_token()
    return generator.get_sequence(0)[len(ids) :]


def export(family, out):
    config_class, sizes = FAMILIES[family]
    tokens = tokenizer()
    torch.manual_seed(1)
    config = config_class(**sizes, vocab_size=len(tokens), bos_token_id=0, eos_token_id=1, pad_token_id=1, initializer_range=0.4)
    source = transformers.AutoModelForCausalLM.from_config(config).eval()
    saved = out.parent / f"{out.name}-source" / family
    source.save_pretrained(saved)
    tokens.save_pretrained(saved)
    for precision in PRECISIONS:
        folder = out / f"genai-{family}-{precision}"
        command = [sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", saved, "-o", folder, "-p", precision, "-e", "cpu", "-c", saved.parent / "cache"]
        subprocess.run(command, check=True, capture_output=True)
        model = onnxruntime_genai.Model(str(folder))

        def text(ids, settings):
            own = tokens.decode(answer(folder, model, ids[0].tolist(), settings), skip_special_tokens=True)
            if precision == "fp32" and own != generated(source, tokens, ids, settings):
                print(f"{folder.name}: onnxruntime-genai and transformers differ behind {ids.shape[1]} tokens", file=sys.stderr)
            return own

        cases = []
        for prompt in PROMPTS:
            ids = tokens(prompt, return_tensors="pt").input_ids
            cases += [{"prompt": prompt, "settings": settings, "text": text(ids, settings)} for settings in SETTINGS]
        ids = tokens.apply_chat_template(MESSAGES, add_generation_prompt=True, return_tensors="pt")
        chat = {"messages": MESSAGES, "text": text(ids, {}), "promptTokens": ids.shape[1]}
        (folder / "expected.json").write_text(json.dumps({"maxTokens": TOKENS, "cases": cases, "chat": chat}))


if __name__ == "__main__":
    for family in BUILT:
        export(family, Path(sys.argv[1]))
