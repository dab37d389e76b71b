"""How does it reach the web?

An ASGI application on Starlette (`create_app`), and uvicorn around it (`serve`) with
limits that it lacks by itself.
"""

from kg.server.app import create_app
from kg.server.run import listen, serve
from kg.server.state import Current, Fixed

__all__ = ["Current", "Fixed", "create_app", "listen", "serve"]
