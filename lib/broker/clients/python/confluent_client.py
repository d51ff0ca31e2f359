"""confluent-kafka (librdkafka) behind the orders of driver.py."""

import sys

import confluent_kafka
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

from driver import headers_of, record_of, serve, to_bytes

PATIENCE_S = 120


class Client:
    def __init__(self, servers):
        self.settings = {"bootstrap.servers": servers}
        self.admin = AdminClient(self.settings)
        self.producer = None
        self.consumer = None

    def version(self):
        return confluent_kafka.version()

    def connect_with(self, settings):
        self.settings.update(settings)
        self.admin = AdminClient(self.settings)

    def topics(self):
        return sorted(self.admin.list_topics(timeout=PATIENCE_S).topics)

    def open_producer(self, compression="none", acks="all", transactional_id=None):
        options = {
            **self.settings,
            "compression.type": compression,
            "acks": acks,
            "enable.idempotence": acks == "all",
        }
        if transactional_id is not None:
            options["transactional.id"] = transactional_id
            options["transaction.timeout.ms"] = 600_000
        self.producer = Producer(options)
        if transactional_id is not None:
            self.producer.init_transactions(PATIENCE_S)

    def send(self, topic, records):
        reports = [None] * len(records)

        def reported(index):
            def keep(error, message):
                reports[index] = error or (message.partition(), message.offset())

            return keep

        for index, record in enumerate(records):
            self.producer.produce(
                topic,
                value=to_bytes(record["value"]),
                key=to_bytes(record["key"]),
                headers=headers_of(record),
                partition=record["partition"],
                timestamp=record["timestampMs"],
                on_delivery=reported(index),
            )
        self.producer.flush(PATIENCE_S)
        for report in reports:
            if not isinstance(report, tuple):
                raise KafkaException(report)
        return [{"partition": partition, "offset": offset} for partition, offset in reports]

    def begin(self):
        self.producer.begin_transaction()

    def commit_transaction(self):
        self.producer.commit_transaction(PATIENCE_S)

    def abort_transaction(self):
        self.producer.abort_transaction(PATIENCE_S)

    def send_offsets(self):
        self.producer.send_offsets_to_transaction(
            self.consumer.position(self.consumer.assignment()),
            self.consumer.consumer_group_metadata(),
            PATIENCE_S,
        )

    def close_producer(self):
        self.producer.flush(PATIENCE_S)
        self.producer = None

    def open_consumer(
        self, topic, group=None, isolation="read_uncommitted", instance=None, strategy="range"
    ):
        options = {
            **self.settings,
            "group.id": group or "unused",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "heartbeat.interval.ms": 500,
            "session.timeout.ms": 60_000,
            "isolation.level": isolation,
            "partition.assignment.strategy": strategy,
        }
        if instance is not None:
            options["group.instance.id"] = instance
        self.consumer = Consumer(options)
        if group is not None:
            self.consumer.subscribe([topic])
            return
        partitions = self.consumer.list_topics(topic, PATIENCE_S).topics[topic].partitions
        self.consumer.assign([TopicPartition(topic, each, OFFSET_BEGINNING) for each in partitions])

    def poll(self, wait_ms=300):
        messages = self.consumer.consume(500, wait_ms / 1000)
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
        records = [
            record_of(
                m.topic(),
                m.partition(),
                m.offset(),
                m.timestamp()[1],
                m.key(),
                m.value(),
                m.headers(),
            )
            for m in messages
        ]
        assigned = sorted(each.partition for each in self.consumer.assignment())
        return {"records": records, "assignment": assigned}

    def commit(self):
        self.consumer.commit(asynchronous=False)

    def committed(self):
        committed = self.consumer.committed(self.consumer.assignment(), PATIENCE_S)
        return {each.partition: each.offset if each.offset >= 0 else None for each in committed}

    def offsets_at(self, timestamp_ms):
        asked = [
            TopicPartition(each.topic, each.partition, timestamp_ms)
            for each in self.consumer.assignment()
        ]
        found = self.consumer.offsets_for_times(asked, PATIENCE_S)
        return {each.partition: each.offset if each.offset >= 0 else None for each in found}

    def ends(self):
        return {
            each.partition: self.consumer.get_watermark_offsets(each, PATIENCE_S)[1]
            for each in self.consumer.assignment()
        }

    def close_consumer(self):
        self.consumer.close()
        self.consumer = None

    def create_topic(self, topic, partitions, config):
        for future in self.admin.create_topics(
            [NewTopic(topic, partitions, 1, config=config)]
        ).values():
            future.result(PATIENCE_S)

    def grow_topic(self, topic, partitions):
        for future in self.admin.create_partitions([NewPartitions(topic, partitions)]).values():
            future.result(PATIENCE_S)

    def topics(self):
        return sorted(self.admin.list_topics(timeout=PATIENCE_S).topics)

    def topic_config(self, topic):
        asked = ConfigResource(ConfigResource.Type.TOPIC, topic)
        entries = self.admin.describe_configs([asked])[asked].result(PATIENCE_S)
        return {name: entry.value for name, entry in entries.items()}

    def groups(self):
        listed = self.admin.list_consumer_groups().result(PATIENCE_S)
        return {each.group_id: each.state.name for each in listed.valid}

    def group_offsets(self, group):
        asked = confluent_kafka.ConsumerGroupTopicPartitions(group)
        [future] = self.admin.list_consumer_group_offsets([asked]).values()
        found = future.result(PATIENCE_S).topic_partitions
        return {each.partition: each.offset for each in found}

    def delete_group(self, group):
        self.admin.delete_consumer_groups([group])[group].result(PATIENCE_S)

    def delete_topic(self, topic):
        self.admin.delete_topics([topic])[topic].result(PATIENCE_S)

    def close(self):
        if self.consumer is not None:
            self.consumer.close()


serve(Client(sys.argv[1]))
