"""What can go wrong with the shop's configuration, and what it makes go wrong."""

from shopwright.kernel.errors import Forbidden, Invalid, PreconditionFailed, Unavailable


class InvalidConfiguration(Invalid):
    """``errors`` names each setting and what is wrong with it."""

    code = "invalid_configuration"
    title = "The shop can't be configured like that."


class ConfigurationChanged(PreconditionFailed):
    code = "configuration_changed"
    title = "The shop was configured by somebody else in the meantime."


class FeatureIsOff(Forbidden):
    code = "feature_off"
    title = "This shop does not offer that."


class InMaintenance(Unavailable):
    code = "maintenance"
    title = "The shop is being worked on; nothing can be changed for a while."
