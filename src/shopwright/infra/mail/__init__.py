"""Mail: composed, rendered from templates, and handed to a server or put into a folder."""
