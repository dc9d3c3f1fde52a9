"""Views of lists that staff keep: what is filtered, which columns are shown, in which order."""
