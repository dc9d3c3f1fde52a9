"""How gunicorn serves the shop: ``gunicorn`` in this folder, with the settings of the environment."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from shopwright.infra.http.server import BACKLOG, KEEP_ALIVE
from shopwright.infra.settings import read_settings

_settings = read_settings()

wsgi_app = "main:app"
worker_class = "uvicorn.workers.UvicornWorker"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
backlog = BACKLOG
keepalive = KEEP_ALIVE
graceful_timeout = _settings.shutdown_seconds
timeout = 60
forwarded_allow_ips = ""  # TRUSTED_PROXIES decides, in the shop itself
control_socket_disable = True
