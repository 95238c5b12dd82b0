"""Starts a child process with documents alone: not the platform, its settings or its database.

Run as a file. The package casemgr is stood in for by a bare one, because importing the real one
would bring in the web application, which a process that reads hostile files has no use for.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    bare = ModuleType("casemgr")
    bare.__path__ = [str(Path(__file__).parents[2])]
    sys.modules["casemgr"] = bare
    import_module("casemgr.documents.child.loop").main()
