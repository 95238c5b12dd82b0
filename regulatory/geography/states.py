"""The states, the District of Columbia and the territories: letters, FIPS code and name."""

from typing import NamedTuple


class State(NamedTuple):
    """A state or territory."""

    fips: str
    name: str


STATES = {
    "AK": State("02", "Alaska"),
    "AL": State("01", "Alabama"),
    "AR": State("05", "Arkansas"),
    "AS": State("60", "American Samoa"),
    "AZ": State("04", "Arizona"),
    "CA": State("06", "California"),
    "CO": State("08", "Colorado"),
    "CT": State("09", "Connecticut"),
    "DC": State("11", "District of Columbia"),
    "DE": State("10", "Delaware"),
    "FL": State("12", "Florida"),
    "GA": State("13", "Georgia"),
    "GU": State("66", "Guam"),
    "HI": State("15", "Hawaii"),
    "IA": State("19", "Iowa"),
    "ID": State("16", "Idaho"),
    "IL": State("17", "Illinois"),
    "IN": State("18", "Indiana"),
    "KS": State("20", "Kansas"),
    "KY": State("21", "Kentucky"),
    "LA": State("22", "Louisiana"),
    "MA": State("25", "Massachusetts"),
    "MD": State("24", "Maryland"),
    "ME": State("23", "Maine"),
    "MI": State("26", "Michigan"),
    "MN": State("27", "Minnesota"),
    "MO": State("29", "Missouri"),
    "MP": State("69", "Northern Mariana Islands"),
    "MS": State("28", "Mississippi"),
    "MT": State("30", "Montana"),
    "NC": State("37", "North Carolina"),
    "ND": State("38", "North Dakota"),
    "NE": State("31", "Nebraska"),
    "NH": State("33", "New Hampshire"),
    "NJ": State("34", "New Jersey"),
    "NM": State("35", "New Mexico"),
    "NV": State("32", "Nevada"),
    "NY": State("36", "New York"),
    "OH": State("39", "Ohio"),
    "OK": State("40", "Oklahoma"),
    "OR": State("41", "Oregon"),
    "PA": State("42", "Pennsylvania"),
    "PR": State("72", "Puerto Rico"),
    "RI": State("44", "Rhode Island"),
    "SC": State("45", "South Carolina"),
    "SD": State("46", "South Dakota"),
    "TN": State("47", "Tennessee"),
    "TX": State("48", "Texas"),
    "UT": State("49", "Utah"),
    "VA": State("51", "Virginia"),
    "VI": State("78", "U.S. Virgin Islands"),
    "VT": State("50", "Vermont"),
    "WA": State("53", "Washington"),
    "WI": State("55", "Wisconsin"),
    "WV": State("54", "West Virginia"),
    "WY": State("56", "Wyoming"),
}
