"""Serves the models that verify.ts asks for with KServe's Python server, until it is interrupted.

    pip install kserve
    python bench/peers/model-servers/kserve_models.py --http_port 8080 --grpc_port 8081
"""

import argparse

import numpy as np
from kserve import InferOutput, InferResponse, Model, ModelServer, model_server

DATATYPES = ["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES"]


class Served(Model):
    """`act` makes the named outputs of the one input; each has the datatype of its place in `outputs`."""

    def __init__(self, name, act, inputs, outputs):
        super().__init__(name)
        self.act, self.inputs, self.outputs = act, inputs, outputs
        self.ready = True

    async def get_input_types(self):
        return self.inputs

    async def get_output_types(self):
        return self.outputs

    async def predict(self, payload, headers=None, response_headers=None):
        values = self.act(payload.inputs[0].as_numpy())
        answered = []
        for spec in self.outputs:
            output = InferOutput(spec["name"], list(values[spec["name"]].shape), spec["datatype"])
            output.set_data_from_numpy(values[spec["name"]], binary_data=payload.from_grpc is False)
            answered.append(output)
        return InferResponse(response_id=payload.id or "0", model_name=self.name, infer_outputs=answered)


def texts_of(array):
    return [one if isinstance(one, str) else one.decode() for one in array.ravel()]


def lengths(text):
    return {"probabilities": np.array([[len(one), len(one.encode())] for one in texts_of(text)], dtype=np.float32)}


def copy(x):
    return {"y": np.array(texts_of(x), dtype=object) if x.dtype == object else x}


def broken(x):
    raise RuntimeError("this model is broken")


def spec(name, datatype, shape):
    return {"name": name, "datatype": datatype, "shape": shape}


rows = ("FP32", [-1, 2])
line = lambda x: {"y": (2 * x + 1).astype(np.float32), "other": x}
models = [
    Served("line", line, [spec("x", *rows)], [spec("y", *rows), spec("other", *rows)]),
    Served("lengths", lengths, [spec("text", "BYTES", [-1])], [spec("probabilities", *rows)]),
    Served("broken", broken, [spec("x", *rows)], [spec("y", *rows)]),
    Served("silent", copy, [], []),
] + [Served(f"copy_{one}", copy, [spec("x", one, [-1])], [spec("y", one, [-1])]) for one in DATATYPES]

if __name__ == "__main__":
    parser = argparse.ArgumentParser(parents=[model_server.parser])
    parser.parse_args()
    ModelServer().start(models)
