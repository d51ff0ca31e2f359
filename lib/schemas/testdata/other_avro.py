"""Reads and writes Avro with Python's libraries: a line of JSON in, a line of JSON out."""

import io
import json
import struct
import sys
import uuid
from datetime import datetime, timezone

import avro.io
import avro.schema
import fastavro
import fastavro.schema


def tagged(value):
    """A value as JSON that keeps what JSON would lose."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": struct.pack(">d", value).hex()}
    if isinstance(value, (str, uuid.UUID)):
        return {"text": str(value)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, datetime):
        since = value - datetime(1970, 1, 1, tzinfo=timezone.utc)
        return {"int": str((since.days * 86400 + since.seconds) * 1000 + since.microseconds // 1000)}
    if isinstance(value, list):
        return [tagged(item) for item in value]
    return {"map": sorted([key, tagged(item)] for key, item in value.items())}


def fast_read(payload, writer, reader):
    source = io.BytesIO(payload)
    value = fastavro.schemaless_reader(source, writer, reader)
    assert source.read() == b"", "bytes are left over"
    return value


def fast_write(schema, value):
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, schema, value)
    return sink.getvalue()


def apache_read(payload, writer, reader):
    source = io.BytesIO(payload)
    decoder = avro.io.BinaryDecoder(source)
    value = avro.io.DatumReader(writer, reader).read(decoder)
    assert source.read() == b"", "bytes are left over"
    return value


def apache_write(schema, value):
    sink = io.BytesIO()
    avro.io.DatumWriter(schema).write(value, avro.io.BinaryEncoder(sink))
    return sink.getvalue()


LIBRARIES = {
    "fastavro": (fastavro.parse_schema, fast_read, fast_write),
    "avro": (lambda schema: avro.schema.parse(json.dumps(schema)), apache_read, apache_write),
}


def answer(question):
    parse, read, write = LIBRARIES[question["library"]]
    writer = parse(json.loads(question["schema"]))
    reader = parse(json.loads(question.get("reader", question["schema"])))
    value = read(bytes.fromhex(question["payload"]), writer, reader)
    return {"value": tagged(value), "written": write(reader, value).hex()}


def fingerprint(question):
    canonical = fastavro.schema.to_parsing_canonical_form(json.loads(question["schema"]))
    # Its digits are those of the bytes in their little-endian order.
    little = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
    return {"canonical": canonical, "fingerprint": little[::-1].hex()}


def registry_client(question):
    from confluent_kafka.schema_registry import SchemaRegistryClient

    return SchemaRegistryClient({"url": question["registry"]})


def confluent_write(question):
    from confluent_kafka.schema_registry.avro import AvroSerializer
    from confluent_kafka.serialization import MessageField, SerializationContext

    serializer = AvroSerializer(registry_client(question), question["schema"])
    context = SerializationContext(question["topic"], MessageField.VALUE)
    return {"framed": [serializer(value, context).hex() for value in question["values"]]}


def confluent_read(question):
    from confluent_kafka.schema_registry.avro import AvroDeserializer
    from confluent_kafka.serialization import MessageField, SerializationContext

    deserializer = AvroDeserializer(registry_client(question))
    context = SerializationContext(question["topic"], MessageField.VALUE)
    framed = [bytes.fromhex(text) for text in question["framed"]]
    return {"values": [tagged(deserializer(value, context)) for value in framed]}


ACTIONS = {
    "value": answer,
    "fingerprint": fingerprint,
    "confluent_write": confluent_write,
    "confluent_read": confluent_read,
}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        said = ACTIONS[asked["action"]](asked)
    except Exception as error:  # The question fails, not the process.
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
