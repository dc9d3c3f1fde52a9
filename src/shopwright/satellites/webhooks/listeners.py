"""What others may hear of is put down inside the commit that makes it true."""

from shopwright.infra.work import Projector
from shopwright.satellites.webhooks import service
from shopwright.satellites.webhooks.rules import HEARD

PROJECTOR = Projector("webhooks", HEARD, service.put_down)
