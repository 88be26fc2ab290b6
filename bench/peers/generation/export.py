"""Exports small language models of several families with Optimum, and writes what transformers generates with each, so that Sluice can be compared
(pip install optimum-onnx transformers torch onnxruntime).

    python bench/peers/generation/export.py FOLDER
    node bench/peers/generation/compare.mjs FOLDER

The models have random weights: what is compared is how their graphs, tokenizers and chat templates are driven.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from optimum.exporters.onnx import main_export
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SIZES = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
FAMILIES = {
    "gpt2": (transformers.GPT2Config, {"n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 512}),
    "llama": (transformers.LlamaConfig, {**SIZES, "num_key_value_heads": 2, "max_position_embeddings": 512}),
    "mistral": (transformers.MistralConfig, {**SIZES, "num_key_value_heads": 2, "max_position_embeddings": 512}),
    "qwen2": (transformers.Qwen2Config, {**SIZES, "num_key_value_heads": 2, "max_position_embeddings": 512}),
    "gpt_neox": (transformers.GPTNeoXConfig, {**SIZES, "max_position_embeddings": 512}),
    "opt": (transformers.OPTConfig, {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 128, "word_embed_proj_dim": 64, "max_position_embeddings": 512}),
    "bloom": (transformers.BloomConfig, {"hidden_size": 64, "n_layer": 2, "n_head": 4}),
}
PROMPTS = ["Once upon a time", "The gateway", "今天天气很好", "Crème brûlée 😀", "a b c " * 60]
SETTINGS = [{}, {"repetition_penalty": 1.3}]
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
CHAT = (
    "{% for message in messages %}<|{{ message['role'] }}|>\n{{ message['content'] | trim }}{{ eos_token }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
TOKENS = 24


def tokenizer():
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    trained.train_from_iterator([Path(__file__).read_text()], trainer)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=trained, bos_token="<s>", eos_token="</s>", chat_template=CHAT, clean_up_tokenization_spaces=False
    )


def generated(model, tokens, ids, settings):
    with torch.no_grad():
        text = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=TOKENS, do_sample=False, pad_token_id=tokens.eos_token_id, **settings
        )
    return tokens.decode(text[0, ids.shape[1] :], skip_special_tokens=True)


def scored(model, ids):
    """Log-probability of each token behind those before it; none for the first."""
    with torch.no_grad():
        logits = model(input_ids=ids).logits[0, :-1].log_softmax(-1)
    return [None, *logits.gather(1, ids[0, 1:, None])[:, 0].tolist()]


def export(name, folder):
    config_class, sizes = FAMILIES[name]
    tokens = tokenizer()
    torch.manual_seed(1)
    config = config_class(**sizes, vocab_size=len(tokens), bos_token_id=0, eos_token_id=1, pad_token_id=1, initializer_range=0.4)
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    source = folder / "source"
    model.save_pretrained(source)
    tokens.save_pretrained(source)
    main_export(str(source), folder, task="text-generation-with-past", do_validation=False)
    cases, scores = [], []
    for prompt in PROMPTS:
        ids = tokens(prompt, return_tensors="pt").input_ids
        cases += [{"prompt": prompt, "settings": settings, "text": generated(model, tokens, ids, settings)} for settings in SETTINGS]
        scores.append({"text": prompt, "logProbabilities": scored(model, ids)})
    ids = tokens.apply_chat_template(MESSAGES, add_generation_prompt=True, return_tensors="pt")
    chat = {"messages": MESSAGES, "text": generated(model, tokens, ids, {}), "promptTokens": ids.shape[1]}
    (folder / "expected.json").write_text(json.dumps({"maxTokens": TOKENS, "cases": cases, "chat": chat, "scores": scores}))


if __name__ == "__main__":
    out = Path(sys.argv[1])
    for family in sys.argv[2:] or FAMILIES:
        (out / family).mkdir(parents=True, exist_ok=True)
        export(family, out / family)
