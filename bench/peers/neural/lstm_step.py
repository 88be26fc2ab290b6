"""Times training steps of an LSTM language model in PyTorch: lstm_step.py OPTIMIZER THREADS STEPS T,BATCH,HIDDEN,VOCABULARY"""

import json
import resource
import sys
import time

import torch

optimizer_name, threads, steps, size = sys.argv[1:5]
length, batch, hidden, vocabulary = map(int, size.split(","))
steps = int(steps)
torch.set_num_threads(int(threads))
torch.manual_seed(1)


class LanguageModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(vocabulary, hidden)
        self.lstm = torch.nn.LSTM(hidden, hidden)
        self.logits = torch.nn.Linear(hidden, vocabulary)

    def forward(self, tokens, state):
        outputs, state = self.lstm(self.embed(tokens), state)
        return self.logits(outputs.reshape(-1, hidden)), state


model = LanguageModel()
if optimizer_name == "adam":
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
else:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
tokens = torch.randint(0, vocabulary, (length, batch))
targets = torch.randint(0, vocabulary, (length * batch,))
state = (torch.zeros(1, batch, hidden), torch.zeros(1, batch, hidden))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def train(count):
    global state
    loss = None
    for _ in range(count):
        optimizer.zero_grad()
        logits, state = model(tokens, tuple(part.detach() for part in state))
        loss = torch.nn.functional.cross_entropy(logits, targets)
        loss.backward()
        # The gradients' norm is told in each step, as on our side.
        torch.nn.utils.get_total_norm([parameter.grad for parameter in model.parameters()])
        optimizer.step()
    return loss.item()


train(2)
started, cpu = time.perf_counter(), cpu_seconds()
loss = train(steps)
print(
    json.dumps(
        {
            "seconds": time.perf_counter() - started,
            "cpuSeconds": cpu_seconds() - cpu,
            "tokens": steps * length * batch,
            "loss": loss,
        }
    )
)
