"""Whether the process takes requests: open, draining, closed."""


class Gate:
    """Draining: still answers, but tells its clients and the balancer to go elsewhere. Closed: refuses what is new."""

    def __init__(self) -> None:
        self.is_draining = False
        self.is_closed = False

    def drain(self) -> None:
        self.is_draining = True

    def close(self) -> None:
        self.is_draining = self.is_closed = True
