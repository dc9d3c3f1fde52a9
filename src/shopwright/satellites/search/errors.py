"""What can go wrong with what a search is told."""

from shopwright.kernel.errors import Invalid, NotFound, Unavailable


class InvalidSynonyms(Invalid):
    code = "invalid_synonyms"
    title = "Synonyms are at least two different single words."


class SynonymsNotFound(NotFound):
    code = "synonyms_not_found"
    title = "There are no such synonyms."


class EngineAway(Unavailable):
    code = "search_engine_away"
    title = "The search engine does not answer."
