"""Serves the models that verify.ts asks for with the Triton server of nvidia-pytriton, until it is interrupted.

    pip install nvidia-pytriton
    python bench/peers/model-servers/pytriton_models.py --http 8000 --grpc 8001

Its models run in processes that load the libpython of the loader's path: run it with the Python that this is of.
"""

import argparse

import numpy as np
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

DATATYPES = {
    "BOOL": np.bool_,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "FP16": np.float16,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": object,
}


def each(act):
    """An answer for each request, from its one input."""
    return lambda requests: [act(*request.data.values()) for request in requests]


def lengths(text):
    counts = [[len(one.decode()), len(one)] for one in text]
    return {"probabilities": np.array(counts, dtype=np.float32)}


def broken(x):
    raise RuntimeError("this model is broken")


parser = argparse.ArgumentParser()
parser.add_argument("--http", type=int, default=8000)
parser.add_argument("--grpc", type=int, default=8001)
options = parser.parse_args()

config = TritonConfig(http_port=options.http, grpc_port=options.grpc, allow_metrics=False)
with Triton(config=config) as triton:

    def bind(name, act, inputs, outputs):
        tensors = lambda specs: [Tensor(name=one, dtype=dtype, shape=shape) for one, dtype, shape in specs]
        triton.bind(name, each(act), inputs=tensors(inputs), outputs=tensors(outputs), config=ModelConfig(batching=False))

    rows = (np.float32, (-1, 2))
    bind("line", lambda x: {"y": 2 * x + 1, "other": x}, [("x", *rows)], [("y", *rows), ("other", *rows)])
    bind("lengths", lengths, [("text", object, (-1,))], [("probabilities", *rows)])
    bind("broken", broken, [("x", *rows)], [("y", *rows)])
    for name, dtype in DATATYPES.items():
        bind(f"copy_{name}", lambda x: {"y": x}, [("x", dtype, (-1,))], [("y", dtype, (-1,))])
    triton.serve()
