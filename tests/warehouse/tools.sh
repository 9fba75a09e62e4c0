#!/usr/bin/env bash
# What the tests of the warehouse need: readers of what is written, in a folder of their own, and a PostgreSQL server.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/warehouse-venv
if [ ! -f "$venv/complete" ] || ! cmp -s tests/warehouse/requirements.txt "$venv/complete"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/warehouse/requirements.txt
    cp tests/warehouse/requirements.txt "$venv/complete"
fi
missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || missing+=(postgresql)
command -v java > /dev/null || missing+=(openjdk-17-jre-headless)
if [ "${#missing[@]}" -gt 0 ]; then
    apt-get update -qq
    apt-get install -y -qq "${missing[@]}" > /dev/null
fi
