"""Makes the files of other programs that test/text/word-vectors reads, and what those programs say is in them.

Needs gensim 4.4, numpy, and on the path fasttext 0.9.2 (Debian: fasttext) and Stanford's GloVe (its build folder):
    python bench/peers/word-vectors/make_fixtures.py CORPUS FOLDER
CORPUS is a plain text; its first 40,000 characters are used. Random numbers of several of these programs are seeded by
the clock, so that the numbers differ each time, and their agreement does not.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from gensim.models import KeyedVectors, Word2Vec
from gensim.models.fasttext import load_facebook_vectors

corpus, folder = Path(sys.argv[1]), Path(sys.argv[2])
text = corpus.read_text(encoding="utf8")[:40_000]
work = Path(tempfile.mkdtemp())


def run(*command, given=None):
    done = subprocess.run([str(part) for part in command], input=given, capture_output=True, check=True)
    return done.stdout


def save(name, words, vectors, **more):
    rows = [[float(value) for value in vector] for vector in vectors]
    (folder / f"{name}.json").write_text(json.dumps({"words": list(words), "vectors": rows, **more}))


def save_keyed(name, keyed, **more):
    save(name, keyed.index_to_key, (keyed[word] for word in keyed.index_to_key), **more)


def printed(model, words):
    lines = run("fasttext", "print-word-vectors", model, given="\n".join([*words, ""]).encode()).decode().splitlines()
    return [[float(value) for value in line.split()[-dimensions_of(model):]] for line in lines]


def dimensions_of(model):
    return int(run("fasttext", "dump", model, "args").split()[1])


def gensim_files():
    words = text.split()
    sentences = [words[at : at + 50] for at in range(0, len(words), 50)] + [["café", "词"] * 20]
    keyed = Word2Vec(sentences, vector_size=5, min_count=15, workers=1, seed=1, epochs=1).wv
    keyed.save_word2vec_format(folder / "gensim.word2vec.txt", binary=False)
    keyed.save_word2vec_format(str(folder / "gensim.word2vec.txt.gz"), binary=False)
    keyed.save_word2vec_format(folder / "gensim.word2vec.bin", binary=True)
    save_keyed("gensim", keyed)


def glove_file():
    vocabulary = work / "vocabulary"
    vocabulary.write_bytes(run("vocab_count", "-min-count", 40, given=text.encode()))
    counts = run("cooccur", "-vocab-file", vocabulary, "-window-size", 5, "-memory", 1, given=text.encode())
    (work / "shuffled").write_bytes(run("shuffle", "-memory", 1, "-seed", 1, given=counts))
    run("glove", "-input-file", work / "shuffled", "-vocab-file", vocabulary, "-save-file", work / "glove",
        "-vector-size", 6, "-iter", 3, "-threads", 1, "-seed", 1, "-binary", 0)  # fmt: skip
    (folder / "glove.txt").write_bytes((work / "glove.txt").read_bytes())
    save_keyed("glove", KeyedVectors.load_word2vec_format(folder / "glove.txt", no_header=True))


def fasttext_files():
    source = work / "words.txt"
    source.write_text(text, encoding="utf8")
    run("fasttext", "skipgram", "-input", source, "-output", work / "plain", "-dim", 8, "-minCount", 30, "-bucket", 50,
        "-epoch", 1, "-thread", 1)  # fmt: skip
    (folder / "fasttext.vec").write_bytes((work / "plain.vec").read_bytes())
    save_keyed("fasttext", KeyedVectors.load_word2vec_format(folder / "fasttext.vec"))

    source.write_text(text[:4_000] + "\ncafé 词 news" * 5 + "\n", encoding="utf8")
    run("fasttext", "cbow", "-input", source, "-output", work / "subwords", "-dim", 4, "-minCount", 4, "-bucket", 60,
        "-minn", 2, "-maxn", 4, "-epoch", 1, "-thread", 1)  # fmt: skip
    model = folder / "fasttext-subwords.bin"
    model.write_bytes((work / "subwords.bin").read_bytes())
    keyed = load_facebook_vectors(str(model))
    save_keyed("fasttext-subwords", keyed, printed=printed(model, keyed.index_to_key))


def classifiers():
    source = work / "labelled.txt"
    source.write_text(
        "".join(f"__label__{'ab'[at % 2]} {word} good\n" for at, word in enumerate(text.split()[:300])),
        encoding="utf8",
    )
    for name, buckets, options in [
        ("fasttext-quantized", 200, ["-dsub", 4, "-qnorm"]),
        ("fasttext-pruned", 400, ["-dsub", 2, "-cutoff", 270]),
    ]:
        output = work / name
        run("fasttext", "supervised", "-input", source, "-output", output, "-dim", 6, "-minn", 2, "-maxn", 3,
            "-bucket", buckets, "-epoch", 2, "-thread", 1)  # fmt: skip
        run("fasttext", "quantize", "-input", source, "-output", output, *options, "-thread", 1)
        model = folder / f"{name}.ftz"
        model.write_bytes(output.with_suffix(".ftz").read_bytes())
        entries = [line.split() for line in run("fasttext", "dump", model, "dict").decode().splitlines()[1:]]
        words = [entry[0] for entry in entries if entry[-1] == "word"][:40]
        save(name, words, printed(model, words))


gensim_files()
glove_file()
fasttext_files()
classifiers()
