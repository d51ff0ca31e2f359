"""Lets a test steer a Python client: one order a line on stdin, one answer a line on stdout."""

import base64
import json
import sys


def to_text(data):
    return None if data is None else base64.b64encode(data).decode()


def to_bytes(text):
    return None if text is None else base64.b64decode(text)


def headers_of(record):
    return [(name, to_bytes(value)) for name, value in record.get("headers", [])]


def record_of(topic, partition, offset, timestamp, key, value, headers):
    return {
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "timestampMs": timestamp,
        "key": to_text(key),
        "value": to_text(value),
        "headers": [[name, to_text(data)] for name, data in headers or []],
    }


def problem(error):
    kafka_error = error.args[0] if error.args else None
    code = getattr(error, "errno", None)
    name = type(error).__name__
    if hasattr(kafka_error, "code"):
        code, name = kafka_error.code(), kafka_error.name()
    return {"error": {"name": name, "code": code, "text": str(error)}}


def serve(client):
    """Carries out orders until stdin ends, then closes what the client has open."""
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"result": getattr(client, order["do"])(**order["with"])}
        except Exception as error:
            answer = problem(error)
        print(json.dumps(answer), flush=True)
    client.close()
