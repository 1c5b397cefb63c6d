"""moto's server, mended by patches.py. It ends when its standard input does, so that it never outlives its parent."""

import logging
import os
import sys
import threading

from moto.core.config import default_user_config
from moto.server import main

import patches


def end_with_the_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    for patch in patches.ALL:
        patch()
    threading.Thread(target=end_with_the_parent, daemon=True).start()
    main(sys.argv[1:])
