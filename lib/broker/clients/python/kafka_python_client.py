"""kafka-python, in its versions 2 and 3, behind the orders of driver.py."""

import sys

import kafka
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewPartitions, NewTopic
from kafka.structs import OffsetAndMetadata

from driver import headers_of, record_of, serve, to_bytes

PATIENCE_S = 120
JOINING_MS = 100_000
NEWER = not kafka.__version__.startswith("2.")
# Both give up a broker that takes two seconds, or thirty, to say its versions.
PATIENT = {"bootstrap_timeout_ms" if NEWER else "api_version_auto_timeout_ms": PATIENCE_S * 1000}


def committed(offset):
    return OffsetAndMetadata(offset, "", -1) if NEWER else OffsetAndMetadata(offset, "")


class Client:
    def __init__(self, servers):
        self.servers = servers
        self.producer = None
        self.consumer = None

    def version(self):
        return kafka.__version__

    def open_producer(self, compression="none", acks="all", transactional_id=None):
        options = {**PATIENT, "acks": acks, "retries": 5}
        if compression != "none":
            options["compression_type"] = compression
        if NEWER:
            options["enable_idempotence"] = acks == "all"
        if transactional_id is not None:
            options["transactional_id"] = transactional_id
            options["transaction_timeout_ms"] = 600_000
        self.producer = KafkaProducer(bootstrap_servers=self.servers, **options)
        if transactional_id is not None:
            self.producer.init_transactions()

    def send(self, topic, records):
        futures = [
            self.producer.send(
                topic,
                value=to_bytes(record["value"]),
                key=to_bytes(record["key"]),
                headers=headers_of(record),
                partition=record["partition"],
                timestamp_ms=record["timestampMs"],
            )
            for record in records
        ]
        self.producer.flush()
        reports = [future.get(timeout=PATIENCE_S) for future in futures]
        return [{"partition": report.partition, "offset": report.offset} for report in reports]

    def begin(self):
        self.producer.begin_transaction()

    def commit_transaction(self):
        self.producer.commit_transaction()

    def abort_transaction(self):
        self.producer.abort_transaction()

    def send_offsets(self):
        offsets = {each: committed(self.consumer.position(each)) for each in self.assigned()}
        self.producer.send_offsets_to_transaction(offsets, self.consumer.group_metadata())

    def close_producer(self):
        self.producer.close()
        self.producer = None

    def open_consumer(self, topic, group=None, isolation="read_uncommitted", instance=None):
        options = {**PATIENT, "auto_offset_reset": "earliest", "enable_auto_commit": False}
        options["heartbeat_interval_ms"] = 500
        options["session_timeout_ms"] = 60_000
        if NEWER:
            options["isolation_level"] = isolation
        if instance is not None:
            options["group_instance_id"] = instance
        self.consumer = KafkaConsumer(bootstrap_servers=self.servers, group_id=group, **options)
        if group is not None:
            self.consumer.subscribe([topic])
            return
        partitions = self.consumer.partitions_for_topic(topic)
        self.consumer.assign([TopicPartition(topic, each) for each in sorted(partitions)])

    def assigned(self):
        return sorted(self.consumer.assignment())

    def poll(self, wait_ms=300):
        # kafka-python 3 forgets what it was assigned when a poll's time is up while the answer to
        # its SyncGroup arrives, however long that time is: joining has its own, which never is.
        if NEWER:
            self.consumer._coordinator.poll(timeout_ms=JOINING_MS)
        polled = self.consumer.poll(timeout_ms=wait_ms)
        records = [
            record_of(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, r.headers)
            for batch in polled.values()
            for r in batch
        ]
        return {"records": records, "assignment": [each.partition for each in self.assigned()]}

    def commit(self):
        self.consumer.commit()

    def committed(self):
        return {each.partition: self.consumer.committed(each) for each in self.assigned()}

    def offsets_at(self, timestamp_ms):
        found = self.consumer.offsets_for_times({each: timestamp_ms for each in self.assigned()})
        return {each.partition: at and at.offset for each, at in found.items()}

    def ends(self):
        return {p.partition: end for p, end in self.consumer.end_offsets(self.assigned()).items()}

    def close_consumer(self):
        self.consumer.close()
        self.consumer = None

    def create_topic(self, topic, partitions, config):
        admin = KafkaAdminClient(bootstrap_servers=self.servers, **PATIENT)
        admin.create_topics([NewTopic(topic, partitions, 1, topic_configs=config)])
        admin.close()

    def grow_topic(self, topic, partitions):
        admin = KafkaAdminClient(bootstrap_servers=self.servers, **PATIENT)
        admin.create_partitions({topic: NewPartitions(partitions)})
        admin.close()

    def topics(self):
        admin = KafkaAdminClient(bootstrap_servers=self.servers, **PATIENT)
        names = admin.list_topics()
        admin.close()
        return sorted(names)

    def delete_topic(self, topic):
        admin = KafkaAdminClient(bootstrap_servers=self.servers, **PATIENT)
        admin.delete_topics([topic])
        admin.close()

    def close(self):
        for each in (self.producer, self.consumer):
            if each is not None:
                each.close()


serve(Client(sys.argv[1]))
