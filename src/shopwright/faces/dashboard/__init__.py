"""A dashboard of its own, by Streamlit: it talks to the public API alone, as any other program does."""
