"""Makes the supervised models of fastText that test/models/fasttext-classifier/fasttext-classifier.test.ts registers, and what fastText answers.

Needs fasttext 0.9.2 on the path (Debian: fasttext) and nothing else:
    python bench/peers/word-vectors/make_classifier_fixtures.py FOLDER
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(sys.argv[1])
work = Path(tempfile.mkdtemp())
topics = {
    "sport": "goal match Team coach 比赛 进球".split(),
    "money": "bank market price loan 银行 股票".split(),
    "food": "soup bread taste cook 面条 好吃".split(),
    "rare": "zebra yak".split(),
}
fillers = "the a today, very it was!".split()
texts = ["the Team, a goal", "bank\u00a0loan market", "  面条\tvery 好吃 ", "", "unknown wörds only", "__label__food price __label__new", "yak"]


def lines():
    for number in range(400):
        label = list(topics)[3 if number % 40 == 0 else number % 3]
        words = [topics[label][(number * 7 + place * 5) % len(topics[label])] for place in range(4)]
        yield f"__label__{label} {' '.join([*words, fillers[number % len(fillers)]])}\n"


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, check=True).stdout.decode()


def answers(model):
    rows = [line.split() for line in run("fasttext", "predict-prob", model, work / "texts", -1).split("\n")[: len(texts)]]
    return [{row[at][len("__label__") :]: float(row[at + 1]) for at in range(0, len(row), 2)} for row in rows]


(work / "train").write_text("".join(lines()))
(work / "texts").write_text("".join(f"{text}\n" for text in texts))
found = {}
for loss in ["softmax", "hs", "ns", "ova"]:
    model = folder / f"classifier-{loss}"
    ngrams = ["-wordNgrams", 3, "-minn", 2, "-maxn", 3, "-bucket", 300]
    run("fasttext", "supervised", "-input", work / "train", "-output", model, "-dim", 5, "-loss", loss, "-thread", 1, "-epoch", 10, "-lr", 0.3, *ngrams)
    model.with_suffix(".vec").unlink()
    found[f"{model.name}.bin"] = answers(model.with_suffix(".bin"))
for name, options in {"quantized": ["-qnorm"], "pruned": ["-cutoff", 280]}.items():
    model = work / name
    model.with_suffix(".bin").write_bytes((folder / "classifier-softmax.bin").read_bytes())
    run("fasttext", "quantize", "-input", work / "train", "-output", model, *options)
    (folder / f"classifier-{name}.ftz").write_bytes(model.with_suffix(".ftz").read_bytes())
    found[f"classifier-{name}.ftz"] = answers(model.with_suffix(".ftz"))
(folder / "classifier.json").write_text(json.dumps({"texts": texts, "answers": found}, ensure_ascii=False, indent=1) + "\n")
