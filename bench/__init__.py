"""Measurements beside other engines and other models; no part of the product, run by hand."""
