"""DuckDB and pyarrow, where they are installed: an output has the columns and rows that its input has.

A reader that does not read the input is not asked about the output; what was skipped is said.
"""

import importlib

from edit_map import Wrong

LONGEST = 64 << 20


def available():
    found = []
    for name in ("duckdb", "pyarrow"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        found.append(name)
    return found


def refusals(name):
    """What a reader raises when it does not read a file; anything else is a fault of this program. The messages
    quote the data."""
    module = importlib.import_module(name)
    return module.Error if name == "duckdb" else module.ArrowException


def duckdb_shape(path, options):
    """Column names and the number of rows."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    if options.format == "csv":
        d = options.dialect
        escape = d.escapechar or (d.quotechar if d.doublequote else "") or ""
        relation = connection.read_csv(
            path,
            header=not options.no_header,
            delimiter=d.delimiter,
            quotechar=d.quotechar or "",
            escapechar=escape,
            all_varchar=True,
            sample_size=-1,
        )
    else:
        layout = "newline_delimited" if options.format == "jsonl" else "auto"
        relation = connection.read_json(
            path, format=layout, map_inference_threshold=-1, maximum_object_size=LONGEST, sample_size=-1
        )
    columns = list(relation.columns)
    return columns, relation.count("*").fetchall()[0][0]


def pyarrow_shape(path, options):
    """Column names and the number of rows of a table."""
    from pyarrow import csv

    d = options.dialect
    table = csv.read_csv(
        path,
        read_options=csv.ReadOptions(use_threads=False, block_size=LONGEST, autogenerate_column_names=options.no_header),
        parse_options=csv.ParseOptions(
            delimiter=d.delimiter,
            quote_char=d.quotechar or False,
            double_quote=d.doublequote,
            escape_char=d.escapechar or False,
            newlines_in_values=True,
        ),
        convert_options=csv.ConvertOptions(check_utf8=False),
    )
    return table.column_names, table.num_rows


def check(options, sound, missing, keys_missing):
    """Says which readers agreed; raises Wrong when one does not."""
    said = []
    for name, shape in (("duckdb", duckdb_shape), ("pyarrow", pyarrow_shape)):
        if name not in available():
            said.append(f"{name} is not installed")
            continue
        # Its reader of JSON wants one type per field, which is more than is promised: a redacted number can be a
        # string.
        if name == "pyarrow" and options.format != "csv":
            continue
        try:
            before = shape(options.input, options) if sound else None
        except refusals(name):
            before = None
        if before is None:
            said.append(f"{name} does not read the input")
            continue
        try:
            after = shape(options.output, options)
        except refusals(name) as error:
            raise Wrong(f"{name} reads the input but not the output: {type(error).__name__}") from None
        compare(name, options, before, after, (missing, keys_missing))
        said.append(f"{name} agrees")
    return ", ".join(said)


def compare(name, options, before, after, gone):
    missing, keys_missing = gone
    columns = [c for n, c in enumerate(before[0], 1) if n not in options.removed]
    same = columns == after[0] or (keys_missing > 0 and set(after[0]) <= set(columns))
    if not same and not (options.format == "csv" and options.removed and len(columns) == len(after[0])):
        raise Wrong(f"{name} reads {len(after[0])} columns instead of {len(columns)}, or others")
    # A document with its records in an array is one row for some readers, so that only fewer rows are known.
    if before[1] - missing != after[1]:
        raise Wrong(f"{name} reads {after[1]} rows instead of {before[1] - missing}")
