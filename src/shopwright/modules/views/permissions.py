"""Rights over views; one's own need none beside the right to see the list."""

VIEWS_SHARE = "views:share"

MEANINGS = {VIEWS_SHARE: "Share views of lists with other staff, and change those that are shared."}
