"""Tax: classes of goods, zones with rates, and the stage that a quote ends with."""
