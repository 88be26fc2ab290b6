"""Asks a gateway over /v2 with the Python tritonclient, as it comes.

    pip install "tritonclient[http]"
    python bench/peers/tritonclient_http.py --url 127.0.0.1:4000 --token "$(cat .sluice/admin-token)" --model spam-filter --text "You have won"
    python bench/peers/tritonclient_http.py --url 127.0.0.1:4000 --token … --model adder --tensor x:2

--url may end with /environments/NAME. Prints one line for each call; ends with code 1 when one of them is not what it should be.
"""

import argparse
import json
import sys
import urllib.request

import numpy as np
import tritonclient.http as triton

parser = argparse.ArgumentParser()
parser.add_argument("--url", default="127.0.0.1:4000")
parser.add_argument("--token", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--text", action="append", help="a text, for a text model; may be given again")
parser.add_argument("--language-model", help="a language model to ask generate and generate_stream, which the client has no calls for")
parser.add_argument("--tensor", help="NAME:ROWS, FP32 numbers for a tensor model whose other axes have a size")
options = parser.parse_args()

# Calls of infer write the length of their JSON into the headers that they are given: each gets its own.
headers = {"Authorization": f"Bearer {options.token}"}
client = triton.InferenceServerClient(url=options.url, concurrency=4)
failures = []


def show(name, value, right=True):
    print(f"{'ok  ' if right else 'FAIL'} {name}: {json.dumps(value)[:200]}")
    if not right:
        failures.append(name)


show("is_server_live", client.is_server_live(), client.is_server_live())
show("is_server_ready", client.is_server_ready(), client.is_server_ready())
show("get_server_metadata", client.get_server_metadata(headers=headers))
metadata = client.get_model_metadata(options.model, headers=headers)
show("get_model_metadata", metadata, metadata["name"] == options.model)
version = metadata["versions"][0]
config = client.get_model_config(options.model, version, headers=headers)
show("get_model_config", config, config["name"] == options.model)
ready = client.is_model_ready(options.model, version, headers=headers)
show("is_model_ready", ready, ready)
index = client.get_model_repository_index(headers=headers)
show("get_model_repository_index", index, any(entry["name"] == options.model for entry in index))


def inputs(binary):
    if options.text:
        values = np.array([text.encode() for text in options.text], dtype=object)
        given = triton.InferInput("text", [len(options.text)], "BYTES")
        given.set_data_from_numpy(values, binary_data=binary)
        return [given]
    name, rows = options.tensor.split(":")
    [spec] = [spec for spec in metadata["inputs"] if spec["name"] == name]
    values = np.random.default_rng(0).random([int(rows), *spec["shape"][1:]], dtype=np.float32)
    given = triton.InferInput(name, list(values.shape), "FP32")
    given.set_data_from_numpy(values, binary_data=binary)
    return [given]


def before_and_after():
    stats = client.get_inference_statistics(options.model, version, headers=headers)["model_stats"][0]
    return stats["inference_stats"]["success"]["count"], stats["inference_count"], stats


count, rows, _ = before_and_after()
answers = []
for binary in (True, False):
    wanted = [triton.InferRequestedOutput(spec["name"], binary_data=binary) for spec in metadata["outputs"]]
    result = client.infer(
        options.model, inputs(binary), outputs=wanted, request_id="peer", timeout=5_000_000, headers=dict(headers)
    )
    answer = result.as_numpy(metadata["outputs"][0]["name"])
    answers.append(answer)
    response = result.get_response()
    show(
        f"infer, binary={binary}",
        {"shape": list(answer.shape), "id": response["id"], "parameters": response["parameters"]},
        response["id"] == "peer" and bool(response["parameters"]["prediction_ids"]),
    )
show("binary and JSON agree", bool(np.allclose(*answers, atol=1e-6)), bool(np.allclose(*answers, atol=1e-6)))
given_version = client.infer(options.model, inputs(True), model_version=version, headers=dict(headers))
show("infer with a version", given_version.get_response()["model_version"])
pending = [client.async_infer(options.model, inputs(True), headers=dict(headers)) for _ in range(8)]
show("async_infer", len([request.get_result() for request in pending]))
count_after, rows_after, stats = before_and_after()
show("get_inference_statistics", {"requests": count_after - count, "rows": rows_after - rows}, count_after - count >= 11)
show("batch_stats", stats["batch_stats"][:2], len(stats["batch_stats"]) > 0)
# perf_analyzer reads these between two readings of a window, and the statistics of all models where it has an ensemble.
counted = {part: stats["inference_stats"][part]["count"] for part in ("success", "queue", "compute_infer")}
times = {part: stats["inference_stats"][part]["ns"] for part in ("success", "queue", "compute_infer")}
once = len(set(counted.values())) == 1 and times["queue"] + times["compute_infer"] <= times["success"]
show("inference_stats", {"count": counted, "ns": times}, once)
every = client.get_inference_statistics(headers=headers)["model_stats"]
show("get_inference_statistics of all", [one["name"] for one in every], any(one["name"] == options.model for one in every))

try:
    client.infer("nobody", inputs(True), headers=dict(headers))
    show("an unknown model", "answered", False)
except triton.InferenceServerException as error:
    show("an unknown model", str(error), "nobody" in str(error))
try:
    client.infer(options.model, inputs(True))
    show("no token", "answered", False)
except triton.InferenceServerException as error:
    show("no token", str(error), "token" in str(error))
try:
    client.load_model(options.model, headers=headers)
    show("load_model", "answered", False)
except triton.InferenceServerException as error:
    show("load_model", str(error), "startRelease" in str(error))


def posted(call, body):
    url = f"http://{options.url}/v2/models/{options.language_model}/{call}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read().decode()


if options.language_model:
    asked = {"text_input": "Once upon a time", "parameters": {"max_tokens": 8, "temperature": 0}}
    whole = json.loads(posted("generate", asked))
    show("generate", whole, whole["finish_reason"] in ("stop", "length"))
    events = [json.loads(line[6:]) for line in posted("generate_stream", asked).splitlines() if line.startswith("data: ")]
    text = "".join(event["text_output"] for event in events)
    show("generate_stream", text, text == whole["text_output"] and events[-1]["finish_reason"] == whole["finish_reason"])

sys.exit(1 if failures else 0)
