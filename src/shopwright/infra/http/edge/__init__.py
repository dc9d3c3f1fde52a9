"""What every request passes before it reaches the application; pure ASGI, outermost layer first in stack.py."""
