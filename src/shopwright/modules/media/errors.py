"""What can go wrong with pictures."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class PictureNotFound(NotFound):
    code = "picture_not_found"
    title = "There is no such picture."


class PictureInUse(Conflict):
    code = "picture_in_use"
    title = "The picture is still shown somewhere; take it away there first."


class BadFileName(Invalid):
    code = "bad_file_name"
    title = "The file's name is not one of a picture: name.jpg, name.png or name.webp."


class WrongEnding(Invalid):
    code = "wrong_file_ending"
    title = "The file's name says something else than its content."


class UnsupportedPicture(Invalid):
    code = "unsupported_picture"
    title = "The file is not a PNG, JPEG or WebP picture."


class DamagedPicture(Invalid):
    code = "damaged_picture"
    title = "The picture is damaged or incomplete."


class PictureTooLarge(Invalid):
    code = "picture_too_large"
    title = "The picture has too many pixels; 25 million are accepted."


class AnimatedPicture(Invalid):
    code = "animated_picture"
    title = "The picture moves; only still ones are accepted."


class PictureTooSlow(Invalid):
    code = "picture_too_slow"
    title = "The picture takes too long to decode."


class InfectedFile(Invalid):
    code = "infected_file"
    title = "The virus scanner refuses the file."


class ScannerAway(Unavailable):
    code = "virus_scanner_away"
    title = "Files can't be looked through for viruses now; try again later."
