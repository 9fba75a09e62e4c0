#!/usr/bin/env python3
"""Reads the PDFs of any Hadoop file system with schedario on Apache Spark, and writes the warehouse's tables as Parquet.

    spark-submit integrations/spark/extract.py --schedario /opt/schedario hdfs:///archivio hdfs:///lago

Tables and rows are those of `schedario export --to parquet`: the program itself makes them (`docs/worker.md`), so that this file
knows no column by name but those by which documents are told apart. Every PDF has a row in `documents`, also those that could
not be read, with the outcome and the reason. The program must be on every machine of the cluster, at the same path.

The target appears when all tables are complete; it must not exist yet, or --overwrite is given. docs/warehouse.md tells more.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# The Python module of the program: as installed, or beside this file.
MODULE = Path(__file__).resolve().parent.parent / "python"
sys.path.append(str(MODULE))
from schedario.workers import Reader  # noqa: E402

# One record for each table of each document: the rows as JSON.
LANDING = "`table` string, document_hash string, path string, rows string"
SPARK_TYPES = {"string": "string", "integer": "bigint", "date": "date", "boolean": "boolean"}


def landing(tables):
    """A batch of records: the rows of documents by table."""
    columns = ["table", "document_hash", "path", "rows"]
    return pa.RecordBatch.from_arrays([pa.array(list(c), pa.string()) for c in zip(*tables)], columns)


def reading(command, timeout, names, key):
    """What an executor does with its part of the documents."""

    def read(batches):
        reader = Reader(command, timeout)
        try:
            with tempfile.TemporaryDirectory(prefix="schedario-") as folder:
                file = Path(folder) / "documento.pdf"
                for batch in batches:
                    for path, length, content in zip(*(batch.column(k).to_pylist() for k in range(3))):
                        request = {"path": str(file), "name": names(path), "rows": True}
                        if content is None:
                            request["lost"] = {"too-large": length}
                        else:
                            file.write_bytes(content)
                        rows = reader.read(request)["rows"]
                        document = rows["documents"][0][key]
                        yield landing([(table, document, path, json.dumps(r)) for table, r in rows.items()])
        finally:
            reader.end()

    return read


def naming(root, label):
    """What a file is called: its path below the folder that was given, behind the name of that folder."""
    return lambda path: f"{label.rstrip('/')}/{path.removeprefix(root).lstrip('/')}"


def arrow_type(field):
    if field["type"] == "number":
        return pa.decimal128(field["precision"], field["scale"])
    return {"string": pa.string(), "integer": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}[field["type"]]


def spark_columns(fields):
    def of(field):
        if field["type"] == "number":
            return f"decimal({field['precision']},{field['scale']})"
        return SPARK_TYPES[field["type"]]

    return ", ".join(f"`{field['name']}` {of(field)}" for field in fields)


def typed(fields):
    """Rows as JSON to columns of their types; decimals and dates are strings until here."""

    def column(values, field):
        if field["type"] in ("number", "date"):
            return pa.array(values, pa.string()).cast(arrow_type(field))
        return pa.array(values, arrow_type(field))

    def parse(batches):
        for batch in batches:
            rows = [row for text in batch.column(0).to_pylist() for row in json.loads(text)]
            columns = list(zip(*rows)) or [[] for _ in fields]
            arrays = [column(list(values), field) for values, field in zip(columns, fields)]
            yield pa.RecordBatch.from_arrays(arrays, [field["name"] for field in fields])

    return parse


def write_table(spark, landed, table, target):
    fields = table["schema"]["fields"]
    rows = landed.where(F.col("table") == table["name"]).select("rows")
    if table.get("rows"):
        rows = rows.union(spark.createDataFrame([(json.dumps(table["rows"]),)], "rows string"))
    rows = rows.mapInArrow(typed(fields), spark_columns(fields))
    key = table["schema"]["primaryKey"]
    if table["kind"] == "dimension":
        # What several documents bring along is one row.
        rows = rows.dropDuplicates(key).coalesce(1)
        writer = rows.sortWithinPartitions(*key).write
    else:
        partition = table["partition"]
        rows = rows.repartition(partition).sortWithinPartitions(partition, *key)
        writer = rows.write.partitionBy(partition)
    place = f"{target}/{table['name']}"
    writer.option("compression", "zstd").parquet(place)
    return rows, place


def parts(files, path, partition):
    """The folders of a table that say what it is parted by."""
    names = [status.getPath().getName() for status in files.listStatus(path)]
    return sorted(name for name in names if name.startswith(f"{partition}="))


def keep_columns(hadoop, files, written, tables):
    """A table without rows has its columns all the same, in a part that others have too."""
    found = {}
    for table in tables:
        if table["partition"]:
            rows, place = written[table["name"]]
            found[table["name"]] = parts(files, hadoop.Path(place), table["partition"])
    any_part = min((part for names in found.values() for part in names), default=None)
    for table in tables:
        if any_part and table["partition"] and not found[table["name"]]:
            rows, place = written[table["name"]]
            empty = rows.limit(0).drop(table["partition"]).coalesce(1)
            empty.write.option("compression", "zstd").parquet(f"{place}/{any_part}")


def run(spark, arguments):
    command = [arguments.schedario, "--lang", "en", "worker", "--jobs", "1", "--memory", str(arguments.memory)]
    described = subprocess.run([arguments.schedario, "schema", "--tables"], check=True, capture_output=True)
    tables = json.loads(described.stdout)["tables"]
    documents = next(t for t in tables if t["name"] == "documents")["schema"]["fields"]
    key = [field["name"] for field in documents].index("document_hash")

    hadoop = spark._jvm.org.apache.hadoop.fs
    configuration = spark._jsc.hadoopConfiguration()
    source, target = hadoop.Path(arguments.source), hadoop.Path(arguments.target)
    root = source.getFileSystem(configuration).makeQualified(source).toString()
    files = target.getFileSystem(configuration)
    if files.exists(target) and not arguments.overwrite:
        raise SystemExit(f"{arguments.target}: is there already; name another target, or give --overwrite")
    draft = hadoop.Path(target.getParent() or target, f".{target.getName()}.{spark.sparkContext.applicationId}")

    pdfs = (
        spark.read.format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.[pP][dD][fF]")
        .load(arguments.source)
    )
    small = pdfs.where(F.col("length") <= arguments.max_bytes).select("path", "length", "content")
    large = pdfs.where(F.col("length") > arguments.max_bytes).select("path", "length", F.lit(None).cast("binary").alias("content"))
    names = naming(root, arguments.name or arguments.source)
    try:
        # Every PDF is read once: what the tables are made of lies on the disk before they are made.
        read = small.union(large).mapInArrow(reading(command, arguments.timeout, names, key), LANDING)
        landing_place = hadoop.Path(draft, "landing").toString()
        read.write.option("compression", "zstd").parquet(landing_place)
        landed = spark.read.parquet(landing_place)
        # A document that lies in several places is read in each, and counted in the first.
        first = landed.groupBy("document_hash").agg(F.min("path").alias("path"))
        landed = landed.join(first, ["document_hash", "path"]).persist()
        place = hadoop.Path(draft, "tables")
        written = {table["name"]: write_table(spark, landed, table, place.toString()) for table in tables}
        keep_columns(hadoop, files, written, tables)
        landed.unpersist()
        files.delete(target, True)
        if not files.rename(place, target):
            raise SystemExit(f"{arguments.target}: cannot be written")
    finally:
        files.delete(draft, True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="folder with PDFs, on any file system that Hadoop knows")
    parser.add_argument("target", help="folder for the tables")
    parser.add_argument("--schedario", default="schedario", help="the program, on every machine (default: on the PATH)")
    parser.add_argument("--name", help="what the folder is called in the paths of documents (default: as it was given)")
    parser.add_argument("--memory", type=int, default=1024, help="megabytes for each worker (1024)")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for each document (300)")
    parser.add_argument("--max-bytes", type=int, default=256 << 20, help="larger files are not read, and told (256 MiB)")
    parser.add_argument("--overwrite", action="store_true", help="replace the target where it exists")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("schedario").getOrCreate()
    # Contents of files are large: only a few of them may be on their way at a time.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "8")
    try:
        with tempfile.TemporaryDirectory(prefix="schedario-") as folder:
            # The module goes along to the machines that do the work.
            package = Path(sys.modules["schedario"].__file__).parent
            spark.sparkContext.addPyFile(
                shutil.make_archive(f"{folder}/module", "zip", root_dir=package.parent, base_dir=package.name)
            )
            run(spark, arguments)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
