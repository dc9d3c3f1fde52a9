"""``uvicorn main:app`` serves the shop; ``python main.py`` does all that ``shopwright run`` does."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "src"))


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    from shopwright.main import load  # noqa: PLC0415 - the whole shop, only when it is asked for

    app = globals()["app"] = load()
    return app


if __name__ == "__main__":
    from shopwright.console import main

    main(["run", *sys.argv[1:]])
