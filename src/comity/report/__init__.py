"""The findings on a consultation, and how a body stands, for people and programs. It computes nothing.

    document     the shape of the findings: the contract with the rooms that fill it
    data         to_json, schema: the findings as JSON, and its published schema
    terminal     summary: two screens for a terminal
    body         show: how a body stands, for a terminal
    lines        what both print with
    svg          opinion_map: the opinion map as a picture that stands alone
    html         page: one file that opens offline

Texts from outside (titles, statements, names of organisations) are hostile until `words.clean` has seen them; after
that each kind of output still escapes what it must.
"""
