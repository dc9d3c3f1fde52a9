"""The layers before the application, each by itself and all together."""
