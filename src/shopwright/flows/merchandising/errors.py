"""What keeps a whole catalog file from being read."""

from shopwright.kernel.errors import BadRequest, Conflict, Invalid


class UnreadableFile(BadRequest):
    code = "import_file_unreadable"
    title = "The file can't be read."


class WrongEncoding(BadRequest):
    code = "import_wrong_encoding"
    title = "The file is not text in the encoding expected."


class UnknownFormat(BadRequest):
    code = "import_unknown_format"
    title = "The file is not a catalog in a format known here."


class ExportTooLarge(Conflict):
    code = "export_too_large"
    title = "There is too much for an answer at once; have the file made in the background."


class NameTheVariants(Invalid):
    code = "name_the_variants"
    title = "The product has several variants; say which of them is meant."


class UnknownTarget(Invalid):
    code = "unknown_target"
    title = "There is no such variant, product or category to give a discount on."


class OptionsUnclear(Conflict):
    code = "import_options_unclear"
    title = "The options of the product change while some of its rows were refused: correct these first."


class BulkRejected(Conflict):
    code = "bulk_rejected"
    title = "Some of the operations can't be done, so none was."


class NamedTwice(Conflict):
    code = "named_twice"
    title = "The product is named twice."
