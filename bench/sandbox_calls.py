"""How many Web API calls a second the local Slack answers, beside a bare Starlette endpoint on its server.

The client is a thread-free loop over raw keep-alive sockets in another process; the server has one core. The
ratio to the floor says more than the number: it does not depend on the machine.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
