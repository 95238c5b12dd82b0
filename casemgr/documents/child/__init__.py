"""What runs inside a limited child process: rendering, converting, inspecting, assembling."""


class Refused(Exception):
    """The document cannot be worked on, in a sentence for a person."""
