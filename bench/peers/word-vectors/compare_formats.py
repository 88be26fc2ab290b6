"""Exchanges files of word vectors between Sluice, gensim, word2vec.c, GloVe and fastText, and says how far vectors and neighbours are apart.

Each peer trains on the first words of CORPUS. Sluice reads its file and writes it again in every format, and gensim loads those: vectors must be equal,
and so must the ten nearest neighbours of the 200 most frequent words. The same for vectors trained by Sluice, with parts of words: there fastText and gensim
also tell vectors of words that are not in the vocabulary. One JSON line a file. Needs gensim and numpy, and the programs that are given; others are skipped with a line:
    npm run build && npx swc src bench --out-dir dist-bench --ignore src/numerics/kernels --copy-files --quiet
    python bench/peers/word-vectors/compare_formats.py CORPUS [--words 1000000] [--fasttext PATH] [--word2vec PATH] [--glove FOLDER]
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from gensim.models import FastText, KeyedVectors, Word2Vec
from gensim.models.fasttext import load_facebook_model, load_facebook_vectors, save_facebook_model

parser = argparse.ArgumentParser()
parser.add_argument("corpus", type=Path)
parser.add_argument("--words", type=int, default=1_000_000)
parser.add_argument("--fasttext")
parser.add_argument("--word2vec")
parser.add_argument("--glove", type=Path)
asked = parser.parse_args()
work = Path(tempfile.mkdtemp(prefix="sluice-formats-"))
program = Path(__file__).resolve().parents[3] / "dist-bench/bench/peers/word-vectors/exchange.js"
# fastText gives the end of a sentence its own row only; gensim adds those of n-grams.
SENTENCE_END = "</s>"
strangers = ["kingdomless", "unreadablest", "newspaperwoman", "überqueen"]


def run(*command, given=None, folder=work):
    return subprocess.run([str(part) for part in command], input=given, capture_output=True, check=True, cwd=folder).stdout


def ours(*arguments):
    run("node", program, *arguments, folder=program.parent)


def corpus():
    opened = gzip.open(asked.corpus, "rt") if asked.corpus.suffix == ".gz" else asked.corpus.open()
    with opened as file:
        words = file.read(asked.words * 7).split()[: asked.words]
    path = work / "corpus.txt"
    path.write_text("".join(" ".join(words[at : at + 1000]) + "\n" for at in range(0, len(words), 1000)))
    return path


def load(path, form):
    if form == "fasttext":
        return load_facebook_vectors(str(path))
    return KeyedVectors.load_word2vec_format(str(path), binary=form == "word2vec-binary", no_header=form == "glove")


def neighbours(keyed, count=200):
    asked_for = [word for word in keyed.index_to_key[:count] if word != SENTENCE_END]
    near = ([other for other, _ in keyed.similar_by_word(word, 11) if other != SENTENCE_END] for word in asked_for)
    return [words[:10] for words in near]


def compare(source, theirs):
    """Each file that Sluice wrote of a table, against the table as its own program has it."""
    expected = neighbours(theirs)
    for form in ["word2vec", "word2vec-binary", "glove", "fasttext"]:
        found = load(work / f"{source}.{form}", form)
        same_words = found.index_to_key == theirs.index_to_key
        known = np.array([word != SENTENCE_END for word in theirs.index_to_key])
        apart = float(np.abs(found.vectors - theirs.vectors)[known].max()) if same_words else None
        alike = sum(a == b for a, b in zip(neighbours(found), expected)) / len(expected)
        tell(source, form, words=len(found.index_to_key), sameWords=same_words, largestDifference=apart, sameNeighbours=alike)


def tell(source, form, **figures):
    print(json.dumps({"source": source, "format": form, **figures}), flush=True)


def peer(source, path, theirs):
    ours("convert", path, work / source)
    compare(source, theirs)


def skipped(name):
    print(f"Skipped: {name}. Give --{name} PATH.", file=sys.stderr)


text = corpus()
sentences = [line.split() for line in text.open()]
model = Word2Vec(sentences, vector_size=32, epochs=1, workers=1, seed=1)
for form, binary in [("gensim-text", False), ("gensim-binary", True)]:
    model.wv.save_word2vec_format(str(work / form), binary=binary)
    peer(form, work / form, KeyedVectors.load_word2vec_format(str(work / form), binary=binary))

subword = FastText(sentences, vector_size=32, epochs=1, bucket=50_000, workers=1, seed=1)
save_facebook_model(subword, str(work / "gensim.bin"))
peer("gensim-fasttext", work / "gensim.bin", load_facebook_vectors(str(work / "gensim.bin")))

if asked.word2vec:
    for form, binary in [("word2vec-text", 0), ("word2vec-c-binary", 1)]:
        run(asked.word2vec, "-train", text, "-output", work / form, "-size", 32, "-iter", 1, "-threads", 1, "-binary", binary)
        peer(form, work / form, KeyedVectors.load_word2vec_format(str(work / form), binary=bool(binary)))
else:
    skipped("word2vec")

if asked.glove:
    given = text.read_bytes()
    (work / "vocabulary").write_bytes(run(asked.glove / "vocab_count", "-min-count", 5, given=given))
    pairs = run(asked.glove / "cooccur", "-vocab-file", work / "vocabulary", "-memory", 1, given=given)
    (work / "shuffled").write_bytes(run(asked.glove / "shuffle", "-memory", 1, given=pairs))
    run(asked.glove / "glove", "-input-file", work / "shuffled", "-vocab-file", work / "vocabulary", "-save-file", work / "glove",
        "-vector-size", 32, "-iter", 3, "-threads", 1)  # fmt: skip
    peer("glove", work / "glove.txt", KeyedVectors.load_word2vec_format(str(work / "glove.txt"), no_header=True))
else:
    skipped("glove")

if asked.fasttext:
    run(asked.fasttext, "skipgram", "-input", text, "-output", work / "facebook", "-dim", 32, "-epoch", 1, "-bucket", 50000, "-thread", 1)
    peer("fasttext-vec", work / "facebook.vec", KeyedVectors.load_word2vec_format(str(work / "facebook.vec")))
    peer("fasttext-bin", work / "facebook.bin", load_facebook_vectors(str(work / "facebook.bin")))

ours("train", text, work / "sluice")
compare("sluice", load(work / "sluice.word2vec-binary", "word2vec-binary"))
path = work / "sluice.fasttext"
ours("embed", path, work / "embedded.json", *strangers)
mine = np.array(json.loads((work / "embedded.json").read_text()))
gensims = load_facebook_model(str(path)).wv
tell("sluice", "fasttext", strangersByGensim=float(np.abs(mine - np.array([gensims[word] for word in strangers])).max()))
if asked.fasttext:
    lines = run(asked.fasttext, "print-word-vectors", path, given="\n".join([*strangers, ""]).encode()).decode().splitlines()
    printed = np.array([[float(value) for value in line.split()[1:]] for line in lines])
    tell("sluice", "fasttext", strangersByFastText=float(np.abs(mine - printed).max()))
    first = gensims.index_to_key[:20]
    answers = run(asked.fasttext, "nn", path, 10, given="\n".join([*first, ""]).encode()).decode()
    found = [line.split()[0] for line in answers.replace("Query word? ", "").splitlines() if line.strip()]
    expected = [word for word in first for word, _ in gensims.similar_by_word(word, 10)]
    tell("sluice", "fasttext", neighboursByFastText=sum(a == b for a, b in zip(found, expected)) / len(expected))
else:
    skipped("fasttext")
