"""Pictures that were uploaded, and the sizes they are shown in."""
