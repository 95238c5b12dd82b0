"""The notice that everybody acknowledges before signing in."""

SYSTEM_USE = (
    "You are accessing a restricted information system of the United States Government. "
    "Use of the system may be monitored, recorded and subject to audit. Unauthorized use is "
    "prohibited and may be subject to criminal and civil penalties. Use of the system indicates "
    "consent to monitoring and recording."
)
