"""Serves the models that verify.ts asks for with mlserver, until it is interrupted.

    pip install mlserver
    python bench/peers/model-servers/mlserver_models.py --http 8080 --grpc 8081
"""

import argparse
import asyncio

import numpy as np
from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceResponse, MetadataTensor, ResponseOutput

DATATYPES = ["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES"]


class Served(MLModel):
    async def load(self):
        return True

    async def predict(self, request):
        return InferenceResponse(model_name=self.name, outputs=self.answer(request.inputs[0]))


class Line(Served):
    """y = 2x + 1, and an output that no version has."""

    def answer(self, x):
        values = NumpyCodec.decode_input(x)
        return [NumpyCodec.encode_output("other", values), NumpyCodec.encode_output("y", 2 * values + 1)]


class Copy(Served):
    def answer(self, x):
        return [ResponseOutput(name="y", datatype=x.datatype, shape=x.shape, data=x.data)]


class Lengths(Served):
    """Characters of each text; a model of a text task, in all but its name."""

    def answer(self, text):
        counts = [[float(len(one)), float(len(one.encode()))] for one in StringCodec.decode_input(text)]
        return [NumpyCodec.encode_output("probabilities", np.array(counts, dtype=np.float32))]


class Broken(Served):
    def answer(self, x):
        raise RuntimeError("this model is broken")


def settings(name, implementation, inputs, outputs):
    tensors = lambda specs: [MetadataTensor(name=one, datatype=datatype, shape=shape) for one, datatype, shape in specs]
    return ModelSettings(name=name, implementation=implementation, inputs=tensors(inputs), outputs=tensors(outputs))


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http", type=int, default=8080)
    parser.add_argument("--grpc", type=int, default=8081)
    options = parser.parse_args()
    rows, any_of = ("FP32", [-1, 2]), lambda datatype: (datatype, [-1])
    models = [
        settings("line", Line, [("x", *rows)], [("y", *rows), ("other", *rows)]),
        settings("lengths", Lengths, [("text", *any_of("BYTES"))], [("probabilities", *rows)]),
        settings("broken", Broken, [("x", *rows)], [("y", *rows)]),
        settings("silent", Copy, [], []),
    ] + [settings(f"copy_{one}", Copy, [("x", *any_of(one))], [("y", *any_of(one))]) for one in DATATYPES]
    server = MLServer(
        Settings(http_port=options.http, grpc_port=options.grpc, metrics_endpoint=None, parallel_workers=0, debug=False, grpc_max_message_length=-1)
    )
    await server.start(models)


asyncio.run(main())
