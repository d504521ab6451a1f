"""Our interpreter answering a request: `python -m bench.ours_parse MODELS linear|pooled REQUEST REPLY`."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.parsing import answer
from nlu.model_folder import current_model
from nlu.pipeline import load_interpreter

REGION = "33.10"  #: one regency, so that places are looked up as in real life

if __name__ == "__main__":
    models, way, request, reply = sys.argv[1:]
    interpreter = load_interpreter(current_model(Path(models)), encoder=way != "linear", areas=[REGION])
    answer(Path(request), Path(reply), lambda text: interpreter.parse(text).topic.name)
