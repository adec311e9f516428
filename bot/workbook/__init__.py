"""The school as one `.xlsx`: drawn for whoever lives in Excel, read back, marked where wrong."""
