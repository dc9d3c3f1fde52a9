"""Rights over others' personal data."""

PRIVACY_WRITE = "privacy:write"

MEANINGS = {
    PRIVACY_WRITE: "Hand out everything about a person as an archive, and erase a person.",
}
