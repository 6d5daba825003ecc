"""From the office's own list (opened by core.excel_in) to buildings, doors and people.

    columns   which column is what, under titles and headers of two rows
    cells     one cell → one clean value, or a sentence why not
    rows      one row → one Entry, blank places filled from above
    planning  entries and what is there already → what will be added, changed, left, refused
    applying  the plan → rows and audit events, in one transaction
    jobs      the life of an upload between these steps
    template  the empty list to download, and the whole preview as a file

Everything up to planning is pure: no database, no request. An import is staged in chunks in
`import_chunk`, so that no step takes long and the web server needs no process beside it.
"""
