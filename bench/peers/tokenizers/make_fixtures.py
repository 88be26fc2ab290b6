"""Makes test/text/tokenizers/fixtures with the reference implementation (pip install tokenizers).

Small tokenizers are trained here on a few sentences in many scripts; expected.json holds what the reference makes of hard strings:
ids, type ids and spans in UTF-16 code units, and what it decodes the ids to. A long result is kept as its SHA-256.

    python bench/peers/tokenizers/make_fixtures.py test/text/tokenizers/fixtures
"""

import hashlib
import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "The quick brown fox jumps over the lazy dog, and the dog doesn't mind.",
    "You have won a prize! Call 0800 123 456 now, it's free: https://example.com/win?a=1&b=2",
    "Language models learn the statistics of language from text; tokenizers split text into pieces.",
    "In 1998 the price was 1,299.50 and rose by 12% to 1,455.44.",
    "Crème brûlée à la carte, naïve façade, Ångström, Łódź, straße, ΟΔΟΣ, Ελλάδα, İstanbul.",
    "今天天气很好,我们去公园散步。 机器学习模型需要大量的数据。",
    "こんにちは世界。カタカナとひらがな。 안녕하세요 세계",
    "שלום עולם, מה שלומך היום? مرحبا بالعالم، كيف حالك اليوم؟",
    "हिन्दी में नमस्ते दुनिया। สวัสดีชาวโลก",
    "Привет, мир! Как дела? Всё хорошо.",
    "def encode(text):\n    return [vocabulary[token] for token in text.split()]\n",
] * 4

HARD = [
    "",
    " ",
    "   \t\n  ",
    "a",
    "Hello, world!",
    "The quick brown fox jumps over the lazy dog.",
    "  leading and trailing  ",
    "don't can't it's we've I'M THEY'LL",
    "price: $1,299.50 (12%)",
    "中文和English混合text。",
    "今天天气很好,我们去公园散步。",
    "𠀀𠀁 rare ideographs 𝒳𝓎𝓏 ﷽ ﬁ ﬃ",
    "こんにちは世界。ｶﾀｶﾅ ガギグ",
    "안녕하세요 세계 \u1112\u1161\u11ab\u1100\u1173\u11af",
    "\U0001f600 smile \U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family \U0001f1e9\U0001f1ea flag \U0001f44d\U0001f3fd",
    "e\u0301 \u00e9 a\u0308\u0323 \u1e69 s\u0323\u0307 Z\u0351\u036b\u0343\u036a",
    "Crème BRÛLÉE İstanbul ΟΔΟΣ ὈΔΥΣΣΕΎΣ Straße ǅ",
    "שָׁלוֹם עולם (abc) 123",
    "مرحبا بالعالم \u200f\u202eabc\u202c ١٢٣ ۴۵۶ ½ Ⅷ ²",
    "हिन्दी क्षत्रिय สวัสดี ตัวอย่าง",
    "zero\u200bwidth no\u00a0break soft\u00adhyphen \ufeffbom \u2028line \u3000wide",
    "control \u0000\u0001\u007f\u0085 \ufffd end",
    "line one\r\nline two\n\n\nline three\ttab",
    "snake_case camelCase kebab-case a.b.c @user #tag C++ ...!!!??? --",
    "[CLS] [MASK] <s> </s> <unk> <mask>text[SEP]",
    "a<mask> b  <mask>  c",
    "▁already ▁▁metaspace Ġgpt ##piece",
    "https://example.com/path?q=1&r=%20#frag",
    "supercalifragilisticexpialidociousantidisestablishmentarianismpneumonoultramicroscopicsilicovolcanoconiosis" * 2,
    "x" * 300,
    "混" * 120,
]
PAIRS = [("A question?", "An answer."), ("你好", ""), ("", "b"), ("", ""), ("e\u0301 one", "two \U0001f600")]
LONG = [("The quick brown fox, 混合 e\u0301 \U0001f600! ", 2800), ("ab\u00e9混", 12500)]


def save(name, tokenizer, out):
    json.dump(json.loads(tokenizer.to_str()), open(out / f"{name}.json", "w"), ensure_ascii=False, separators=(",", ":"))


def units(text):
    """UTF-16 position of each code point, and the end."""
    at, places = 0, []
    for character in text:
        places.append(at)
        at += 2 if ord(character) > 0xFFFF else 1
    return places + [at]


def expect(tokenizer, text, pair=None, spans=True):
    encoding = tokenizer.encode(text) if pair is None else tokenizer.encode(text, pair)
    places = {0: units(text), 1: units(pair or "")}
    entry = {"ids": encoding.ids, "decoded": tokenizer.decode(encoding.ids)}
    if pair is not None:
        entry["typeIds"] = encoding.type_ids
    if spans:
        entry["spans"] = [
            None if sequence is None else [places[sequence][start], places[sequence][end]]
            for (start, end), sequence in zip(encoding.offsets, encoding.sequence_ids)
        ]
    return entry


def digest(value):
    return hashlib.sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=380, special_tokens=["<s>", "</s>", "<pad>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    )
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def split_regex():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    pattern = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), behavior="isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=360, special_tokens=["<|begin|>", "<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    )
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(single="<|begin|> $A", pair="<|begin|> $A <|begin|>:1 $B:1", special_tokens=[("<|begin|>", 0)])]
    )
    return tokenizer


def word_piece(lowercase):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(
        CORPUS, trainers.WordPieceTrainer(vocab_size=420, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(CORPUS, trainers.UnigramTrainer(vocab_size=320, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>"))
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def words():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Punctuation()])
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=340, special_tokens=["<unk>", "<mask>"]))
    tokenizer.add_tokens([AddedToken("dog", single_word=True)])
    return tokenizer


def byte_fallback():
    specials = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.train_from_iterator(CORPUS[:4], trainers.BpeTrainer(vocab_size=420, special_tokens=specials))
    value = json.loads(tokenizer.to_str())
    value["added_tokens"] = [token for token in value["added_tokens"] if token["id"] < 3]
    value["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
    value["pre_tokenizer"] = None
    value["decoder"] = {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    tokenizer = Tokenizer.from_str(json.dumps(value))
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return tokenizer


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    expected = {"texts": HARD, "pairs": PAIRS, "long": LONG, "tokenizers": {}}
    made = {
        "byte-level-bpe": byte_level(),
        "regex-split-bpe": split_regex(),
        "word-piece": word_piece(True),
        "word-piece-cased": word_piece(False),
        "unigram": unigram(),
        "word-bpe": words(),
        "byte-fallback-bpe": byte_fallback(),
    }
    for name, tokenizer in made.items():
        save(name, tokenizer, out)
        expected["tokenizers"][name] = {
            "texts": [expect(tokenizer, text) for text in HARD],
            "pairs": [expect(tokenizer, first, second) for first, second in PAIRS],
            "long": [{"count": len(ids), "digest": digest(ids)} for ids in (tokenizer.encode(text * times).ids for text, times in LONG)],
        }
    json.dump(expected, open(out / "expected.json", "w"), ensure_ascii=True, separators=(",", ":"))


main(Path(sys.argv[1]))
