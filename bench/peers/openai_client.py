"""Asks a gateway over /v1 with OpenAI's Python client, as it comes.

    pip install openai
    python bench/peers/openai_client.py --url http://127.0.0.1:4000 --token "$(cat .sluice/admin-token)" --language-model poet --embedding-model word-vectors

--url may end with /environments/NAME; --chat says that the language model has a chat template. Prints one line for each call; ends with
code 1 when one of them is not what it should be.
"""

import argparse
import asyncio
import json
import math
import sys

import openai

parser = argparse.ArgumentParser()
parser.add_argument("--url", default="http://127.0.0.1:4000")
parser.add_argument("--token", required=True)
parser.add_argument("--language-model")
parser.add_argument("--embedding-model")
parser.add_argument("--prompt", default="the king")
parser.add_argument("--chat", action="store_true", help="the language model has a chat template")
options = parser.parse_args()

settings = {"base_url": f"{options.url}/v1", "max_retries": 0}
client = openai.OpenAI(api_key=options.token, **settings)
failures = []


def show(name, value, right=True):
    print(f"{'ok  ' if right else 'FAIL'} {name}: {json.dumps(value)[:200]}")
    if not right:
        failures.append(name)


def refused(name, kind, call, words=""):
    try:
        call()
        show(name, "answered", False)
    except openai.APIStatusError as error:
        show(name, str(error), isinstance(error, kind) and words in str(error))


names = [model.id for model in client.models.list()]
show("models.list", names, {options.language_model, options.embedding_model} - {None} <= set(names))
for name in names:
    show("models.retrieve", client.models.retrieve(name).to_dict())
refused("models.retrieve of an unknown model", openai.NotFoundError, lambda: client.models.retrieve("nobody"), "nobody")


def texts(model):
    asked = {"model": model, "prompt": options.prompt, "max_tokens": 8, "temperature": 0}
    whole = client.completions.create(**asked)
    [choice] = whole.choices
    show("completions", choice.text, choice.finish_reason in ("stop", "length") and whole.usage.completion_tokens <= 8)
    chunks = list(client.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    streamed = "".join(choice.text for chunk in chunks for choice in chunk.choices)
    show("completions, streamed", streamed, streamed == choice.text and chunks[-1].usage == whole.usage)
    several = client.completions.create(**{**asked, "prompt": [options.prompt, "and"], "temperature": 1}, n=2, seed=1)
    show("completions, two prompts, two choices", [one.text for one in several.choices], len(several.choices) == 4)

    logged = client.completions.create(**asked, logprobs=2, echo=True).choices[0]
    count = whole.usage.total_tokens
    told = logged.logprobs
    rows = zip(told.tokens[1:], told.token_logprobs[1:], told.top_logprobs[1:])
    right = logged.text == options.prompt + choice.text and len(told.tokens) == len(told.text_offset) == count
    show("completions, echo and logprobs", told.token_logprobs, right and all(top[token] == p for token, p, top in rows))
    read = client.completions.create(**{**asked, "prompt": logged.text, "max_tokens": 0}, logprobs=0, echo=True)
    again = read.choices[0].logprobs.token_logprobs
    near = len(again) == count and all(math.isclose(a, b, abs_tol=1e-3) for a, b in zip(again[1:], told.token_logprobs[1:]))
    show("completions, a text is read as it was written", again, near)

    chat = {"model": model, "messages": [{"role": "user", "content": options.prompt}], "max_tokens": 8, "temperature": 0}
    if not options.chat:
        refused("chat.completions", openai.BadRequestError, lambda: client.chat.completions.create(**chat), "template")
    else:
        answer = client.chat.completions.create(**chat, logprobs=True, top_logprobs=2)
        content = answer.choices[0].message.content
        tokens = answer.choices[0].logprobs.content
        show("chat.completions", content, len(tokens) == answer.usage.completion_tokens)
        chunks = client.chat.completions.create(**chat, stream=True)
        streamed = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        show("chat.completions, streamed", streamed, streamed == content)
    refused("a setting that is not supported", openai.BadRequestError, lambda: client.completions.create(**asked, suffix="x"), "suffix")
    refused("ids of tokens", openai.BadRequestError, lambda: client.completions.create(**{**asked, "prompt": [1, 2]}), "ids of tokens")
    with client.completions.create(**{**asked, "max_tokens": 5000}, stream=True) as stream:
        show("completions, left in the middle", next(iter(stream)).choices[0].text)

    async def at_once():
        async with openai.AsyncOpenAI(api_key=options.token, **settings) as asynchronous:
            return await asyncio.gather(*(asynchronous.completions.create(**asked) for _ in range(16)))

    same = {answer.choices[0].text for answer in asyncio.run(at_once())}
    show("completions, 16 at once", list(same), same == {choice.text})


def vectors(model):
    texts = ["the king", "the"]
    # The client asks for base64 by itself.
    packed = client.embeddings.create(model=model, input=texts)
    plain = client.embeddings.create(model=model, input=texts, encoding_format="float")
    pairs = zip(packed.data, plain.data)
    show("embeddings", packed.data[0].embedding[:4], all(a.embedding == b.embedding for a, b in pairs))
    show("embeddings, usage", packed.usage.to_dict(), packed.usage.prompt_tokens == packed.usage.total_tokens > 0)
    refused("embeddings of ids", openai.BadRequestError, lambda: client.embeddings.create(model=model, input=[[1, 2]]), "ids of tokens")
    refused("embeddings, other dimensions", openai.BadRequestError, lambda: client.embeddings.create(model=model, input="the", dimensions=3), "dimensions")
    refused("embeddings of nothing", openai.BadRequestError, lambda: client.embeddings.create(model=model, input=[]), "input")


if options.language_model:
    texts(options.language_model)
if options.embedding_model:
    vectors(options.embedding_model)
stranger = openai.OpenAI(api_key="sluice_nobody", **settings)
refused("a wrong token", openai.AuthenticationError, stranger.models.list, "token")

sys.exit(1 if failures else 0)
