"""What customers see in a browser: pages rendered on the server, which stand on the public API as any client does."""
