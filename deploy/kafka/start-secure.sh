#!/usr/bin/env bash
# Starts the broker of the profile `secure`, in Apache Kafka's image. Users must be in the log before
# the first start, so that the broker itself can log in: formatting puts them there, once.
set -eu
users=()
while IFS= read -r user; do users+=(--add-scram "$user"); done </keys/users
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" \
  --config /keys/server.properties "${users[@]}"
exec /opt/kafka/bin/kafka-server-start.sh /keys/server.properties
