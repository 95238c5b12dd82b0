"""The columns of a licence that a list fills, in the order in which a row carries them."""

SEPARATOR, UNKNOWN = "\x1f", "\x1e"  # no row that is accepted holds either
CELLS = (
    "id", "number", "compact", "sequence", "type", "subtype", "schedules", "payment", "status",
    "expires_on", "name", "trade_name", "additional", "street", "street2", "city", "state", "zip",
    "mail_street", "mail_city", "mail_state", "mail_zip", "phone", "county_fips", "latitude",
    "longitude", "name_key", "trade_key", "place_key", "sounds",
)  # fmt: skip
GROUPS = {
    "name": ("name", "trade_name", "additional"),
    "premises": ("street", "street2", "city", "state", "zip", "county_fips"),
    "mail": ("mail_street", "mail_city", "mail_state", "mail_zip"),
    "phone": ("phone",),
    "type": ("type", "subtype", "schedules", "payment"),
    "status": ("status",),
}
